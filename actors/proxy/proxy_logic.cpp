#include "actors/proxy/proxy_logic.hpp"

#include "actors/proxy/bootstrap_text.hpp"
#include "actors/service/observation.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_merge.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace signalbox {

proxy_logic::proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent, proxy_programs programs)
    : settings_(std::move(settings)), policy_(policy), agent_(std::move(agent)), registry_(programs),
      retry_(policy.backoff_least, policy.backoff_most) {
  if (!settings_.hitless || settings_.core_endpoint.empty())
    agent_.reset();
}

proxy_effects proxy_logic::on(const config_rendered& c, instant now) {
  if (desired_ && c.rev < desired_->rev)
    return {};
  if (c.validate_only)
    return on_validate_only(c, now);
  if (!desired_ || desired_->sum != c.sum)
    text_since_ = now;
  desired_ = c;
  validating_ = false;
  report_.desired = c.rev;
  report_.desired_config = config_name(settings_.id, c.sum);
  key_ = desired_key();
  offer(now);
  observe_now();
  return flush(now);
}

// While a text to validate is published, do not publish the desired one again: it is known to be bad, and would replace
// the former before every agent has polled it.
proxy_effects proxy_logic::on_validate_only(const config_rendered& c, instant now) {
  if (uses_agents() && store_index_ != 0) {
    validating_ = true;
    offered_ = {c.sum, c.text, store_index_, true};
    out_.push_back(offer_config{offered_});
  }
  return flush(now);
}

proxy_effects proxy_logic::on(const agent_event& event, instant now) {
  if (const auto* report = std::get_if<agent_report>(&event)) {
    if (!registry_.record_report(*report, now) || !desired_)
      return {}; // every agent polls every few seconds, mostly to say the same
    report_.found.clear();
    judge_agents(now);
    if (report_.state != health::ok)
      observe_now();                                               // what the problems are besides
  } else if (observed_at_ && now - *observed_at_ < policy_.poll) { // whoever knocks must not keep the engine busy
    requeue_after(policy_.poll, now);
  } else {
    observe_now();
  }
  return flush(now);
}

proxy_effects proxy_logic::on_wake(std::uint64_t epoch, instant now) {
  if (timer_.is_current(epoch) && desired_)
    observe_now();
  return flush(now);
}

proxy_effects proxy_logic::on_observation(const observed_service& seen, instant now) {
  in_flight_ = call::none;
  observed_at_ = now;
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    set_degraded("the engine does not answer: " + lost->why);
    requeue_after(retry_.next(), now);
  } else {
    retry_.reset();
    report_.found.clear();
    record_observation(std::get<service_observation>(seen), now);
    reconcile(std::get<service_observation>(seen), now);
    if (in_flight_ == call::none)
      requeue_after(applying_ || differs_since_ ? policy_.poll : policy_.resync_interval, now);
  }
  return flush(now);
}

proxy_effects proxy_logic::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    has_secret_ = has_secret_ || ended == call::secret;
    if (ended == call::service && applying_)
      applying_->written = now;
    observe_now();
    return flush(now);
  }
  if (std::holds_alternative<engine_conflict>(outcome)) {
    if (ended == call::service) {
      applying_.reset(); // somebody else wrote first: decide again on what is there now
      has_secret_ = false;
    }
    requeue_after(policy_.poll, now);
    return flush(now);
  }
  const auto* refused = std::get_if<engine_refused>(&outcome);
  const auto why = refused ? refused->why : std::get<engine_unreachable>(outcome).why;
  if (ended == call::drop) { // still in use somewhere; it will be tried again after the next apply
    requeue_after(policy_.resync_interval, now);
    return flush(now);
  }
  if (refused && ended == call::service) {
    refused_ = refusal{applying_->key, "the engine refused it: " + why, now + policy_.refusal_backoff};
    finish_apply("refused", now);
  }
  if (!refused && ended == call::service)
    applying_->written = now; // it may have been done: Swarm may be about to begin, and to give up
  set_degraded((refused ? "the engine refused a call: " : "the engine did not answer: ") + why);
  requeue_after(refused ? policy_.resync_interval : retry_.next(), now);
  return flush(now);
}

void proxy_logic::reconcile(const service_observation& seen, instant now) {
  if (!desired_ || create_if_absent(seen, now))
    return;
  const auto& live = *seen.service;
  report_.service_id = live.id;
  if (!live.ours) {
    set_degraded("a service named " + live.name + " is there, and it is not ours");
    add_problem(severity::error, "service " + live.name + " was not made by Signalbox or Interlock",
                "rename it, change ProxyServiceName, or hand it over: docker service update --label-add " +
                    std::string{owned::type_label} + '=' + owned::proxy_type + ' ' + live.name);
    return;
  }
  if (notice_rejection(seen, now))
    return;
  write_if_different(seen, now);
}

bool proxy_logic::create_if_absent(const service_observation& seen, instant now) {
  if (seen.service)
    return false;
  report_.service_id.clear();
  report_.tasks_running = 0;
  // What Swarm gave up is tried all the same: with no service there is nothing to lose.
  if (refused_ && refused_->key == key_ && refused_->until && now < *refused_->until) {
    block_update(refused_->why);
  } else if (!ensure_objects(seen)) {
    begin_apply(apply_kind::create, "", now);
    applying_->brings_agent = uses_agents();
    out_.push_back(record_event{"creates service " + settings_.proxy_service_name});
    start(call::service, make_service{desired_spec(new_bootstrap())});
  }
  return true;
}

bool proxy_logic::ensure_objects(const service_observation& seen) {
  const auto make = [this](const std::string& name, std::shared_ptr<const std::string> text) {
    start(call::config, make_config{name, config_labels(settings_), std::move(text)});
    return true;
  };
  if (!find_config(seen, report_.desired_config))
    return make(report_.desired_config, uses_agents() ? bootstrap_text(desired_->text) : desired_->text);
  if (!uses_agents())
    return false;
  if (!settings_.agent_token.empty() && !has_secret_) {
    start(call::secret, make_secret{token_secret_name(settings_), token_labels(settings_), settings_.agent_token});
    return true;
  }
  const auto agent = agent_config_name(settings_.id, *agent_);
  return !find_config(seen, agent) && make(agent, agent_);
}

std::string proxy_logic::why_not(const service_observation& seen, instant now) const {
  if (refused_ && refused_->key == key_ && (!refused_->until || now < *refused_->until))
    return refused_->why;
  if (const auto* object = find_config(seen, report_.desired_config))
    if (const auto mark = object->labels.find(owned::rejected_label);
        mark != object->labels.end() && mark->second == key_)
      return "Swarm gave up an earlier update to it";
  return "";
}

void proxy_logic::block_update(const std::string& why) {
  differs_since_.reset();
  set_degraded("the newest configuration is not applied; the last good one serves on: " + why);
  add_problem(severity::error, "not applied: " + report_.desired_config + ": " + why,
              "docker service ps --no-trunc " + settings_.proxy_service_name +
                  " shows what its tasks say; it is tried again when something changes");
}

// What its tasks were started with is no reason to replace them; that they differ from the service is.
void proxy_logic::write_if_different(const service_observation& seen, instant now) {
  const auto& live = *seen.service;
  auto desired = desired_spec(uses_agents() ? bootstrap_of(live.spec).value_or(new_bootstrap())
                                            : std::optional<bootstrap_config>{});
  auto merged = merge(live.applied, live.spec, desired);
  const bool heals = live.applied == desired;
  const bool half_way = heals && merged == live.spec && uses_agents() && is_left_half_way(seen);
  if (heals && merged == live.spec && !half_way) {
    differs_since_.reset();
    judge_convergence(seen, now);
    return;
  }
  if (half_way || (uses_agents() && replaces_tasks(live.spec, merged))) {
    desired = desired_spec(new_bootstrap());
    merged = merge(live.applied, live.spec, desired);
  }
  if (const auto why = why_not(seen, now); !why.empty()) {
    block_update(why);
    drop_stale_config(seen); // each rejected configuration leaves an object behind
    return;
  }
  if (!differs_since_)
    differs_since_ = now;
  if (!must_wait(seen, merged, now) && !ensure_objects(seen))
    update_service(seen, merged, desired, heals, now);
}

void proxy_logic::update_service(const service_observation& seen, const managed_spec& merged,
                                 const managed_spec& desired, bool heals, instant now) {
  const auto& live = *seen.service;
  const bool had_agent = live.spec.labels.contains(owned::agent_label) && live.spec.image == merged.image;
  begin_apply(heals ? apply_kind::heal : apply_kind::update, live.update_started, now);
  applying_->brings_agent = uses_agents() && !had_agent;
  std::map<std::string, std::string> names;
  for (const auto& n : desired_->networks)
    names[n.id] = n.name;
  const auto why =
      heals && is_left_half_way(seen) ? "an update was left half way" : difference(live.spec, merged, names);
  out_.push_back(record_event{(heals ? "heals service " : "updates service ") + live.name + " to " +
                              report_.desired_config +
                              (replaces_tasks(live.spec, merged) ? ", which replaces its tasks, " + merged.update_order
                                                                 : ", which replaces no task") +
                              ": " + why});
  start(call::service, change_service{live, merged, desired});
}

// One update carries all that is pending.
bool proxy_logic::must_wait(const service_observation& seen, const managed_spec& merged, instant now) {
  if (about_to_begin(*seen.service, now))
    return true;
  if (is_under_way(seen.service->update_state)) {
    if (!update_seen_)
      update_seen_ = now;
    if (now - *update_seen_ < policy_.update_timeout)
      return true;
  }
  if (!replaces_tasks(seen.service->spec, merged))
    return false;
  if (awaits_verdict(seen, now))
    return true;
  const auto ceiling = uses_agents() ? policy_.batch_max_wait : policy_.settle_timeout;
  return !desired_->settled && now - *differs_since_ < ceiling;
}

void proxy_logic::start(call c, proxy_effect effect) {
  in_flight_ = c;
  out_.push_back(std::move(effect));
}

void proxy_logic::observe_now() {
  if (in_flight_ == call::none && desired_)
    start(call::observe, observe_service{});
}

void proxy_logic::requeue_after(milliseconds in, instant now) {
  if (auto w = timer_.set(now + in, now))
    out_.push_back(*w);
}

void proxy_logic::set_degraded(std::string why) {
  report_.state = health::degraded;
  report_.why = std::move(why);
}

void proxy_logic::add_problem(severity level, std::string what, std::string hint) {
  report_.found.push_back(
      {level, "", "proxy service " + settings_.proxy_service_name, std::move(what), std::move(hint)});
}

proxy_effects proxy_logic::flush(instant now) {
  report_.hitless = !agent_ ? hitless_mode::off : agent_unsupported_ ? hitless_mode::unable : hitless_mode::on;
  report_.tasks = uses_agents() ? registry_.reports(settings_.id, now) : std::vector<proxy_task_report>{};
  out_.push_back(publish_report<proxy_report>{report_});
  return std::exchange(out_, {});
}

} // namespace signalbox
