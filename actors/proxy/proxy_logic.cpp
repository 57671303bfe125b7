#include "actors/proxy/proxy_logic.hpp"

#include "actors/proxy/observation.hpp"
#include "actors/proxy/seed_text.hpp"
#include "actors/proxy/spec_difference.hpp"
#include "actors/proxy/spec_merge.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace signalbox {

proxy_logic::proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent)
    : settings_(std::move(settings)), policy_(policy), agent_(std::move(agent)),
      retry_(policy.backoff_least, policy.backoff_most) {
  if (!settings_.hitless || settings_.core_endpoint.empty())
    agent_.reset();
}

proxy_effects proxy_logic::on(const config_rendered& c, instant now) {
  if (wanted_ && c.rev < wanted_->rev)
    return {};
  if (c.trial)
    return on_trial(c, now);
  if (!wanted_ || wanted_->sum != c.sum)
    text_since_ = now;
  wanted_ = c;
  on_trial_ = false;
  report_.wanted = c.rev;
  report_.wanted_config = config_name(settings_.id, c.sum);
  key_ = key_of_wish();
  offer(now);
  look_now();
  return flush(now);
}

// Until the next text that is no trial, which is offered because it is another one, what is wanted is known to be bad:
// to offer it again would take the trial off the desk before every agent has seen it.
proxy_effects proxy_logic::on_trial(const config_rendered& c, instant now) {
  if (uses_agents() && stamp_ != 0) {
    on_trial_ = true;
    offered_ = {c.sum, c.text, stamp_, false};
    out_.push_back(offer_config{offered_});
  }
  return flush(now);
}

proxy_effects proxy_logic::on(const agent_event& event, instant now) {
  if (const auto* report = std::get_if<agent_report>(&event)) {
    if (!book_.hear(*report, now) || !wanted_)
      return {}; // every agent polls every few seconds, mostly to say the same
    report_.found.clear();
    judge_agents(now);
    if (report_.state != health::ok)
      look_now();                                        // what the problems are besides
  } else if (looked_ && now - *looked_ < policy_.poll) { // whoever knocks must not keep the engine busy
    look_in(policy_.poll, now);
  } else {
    look_now();
  }
  return flush(now);
}

proxy_effects proxy_logic::on_wake(std::uint64_t epoch, instant now) {
  if (alarm_.rings(epoch) && wanted_)
    look_now();
  return flush(now);
}

proxy_effects proxy_logic::on_look(const observed_proxy& seen, instant now) {
  in_flight_ = call::none;
  looked_ = now;
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    degrade("the engine does not answer: " + lost->why);
    look_in(retry_.next(), now);
  } else {
    retry_.reset();
    report_.found.clear();
    take_stock(std::get<proxy_observation>(seen), now);
    decide(std::get<proxy_observation>(seen), now);
    if (in_flight_ == call::none)
      look_in(applying_ || differs_since_ ? policy_.poll : policy_.heartbeat, now);
  }
  return flush(now);
}

proxy_effects proxy_logic::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    has_secret_ = has_secret_ || ended == call::secret;
    if (ended == call::service && applying_)
      applying_->written = now;
    look_now();
    return flush(now);
  }
  if (std::holds_alternative<engine_conflict>(outcome)) {
    if (ended == call::service) {
      applying_.reset(); // somebody else wrote first: decide again on what is there now
      has_secret_ = false;
    }
    look_in(policy_.poll, now);
    return flush(now);
  }
  const auto* refused = std::get_if<engine_refused>(&outcome);
  const auto why = refused ? refused->why : std::get<engine_unreachable>(outcome).why;
  if (ended == call::drop) { // still in use somewhere; it will be tried again after the next apply
    look_in(policy_.heartbeat, now);
    return flush(now);
  }
  if (refused && ended == call::service) {
    refused_ = refusal{applying_->key, "the engine refused it: " + why, now + policy_.refusal_memory};
    finish_apply("refused", now);
  }
  if (!refused && ended == call::service)
    applying_->written = now; // it may have been done: Swarm may be about to begin, and to give up
  degrade((refused ? "the engine refused a call: " : "the engine did not answer: ") + why);
  look_in(refused ? policy_.heartbeat : retry_.next(), now);
  return flush(now);
}

void proxy_logic::decide(const proxy_observation& seen, instant now) {
  if (!wanted_ || create_if_absent(seen, now))
    return;
  const auto& live = *seen.proxy;
  report_.service_id = live.id;
  if (!live.ours) {
    degrade("a service named " + live.name + " is there, and it is not ours");
    trouble(severity::error, "service " + live.name + " was not made by Signalbox or Interlock",
            "rename it, change ProxyServiceName, or hand it over: docker service update --label-add " +
                std::string{owned::type_label} + '=' + owned::proxy_type + ' ' + live.name);
    return;
  }
  if (notice_rejection(seen, now))
    return;
  write_if_different(seen, now);
}

bool proxy_logic::create_if_absent(const proxy_observation& seen, instant now) {
  if (seen.proxy)
    return false;
  report_.service_id.clear();
  report_.tasks_running = 0;
  // What Swarm gave up is tried all the same: with no service there is nothing to lose.
  if (refused_ && refused_->key == key_ && refused_->until && now < *refused_->until) {
    hold(refused_->why);
  } else if (!ensure_objects(seen)) {
    begin_apply(apply_kind::create, "", now);
    applying_->brings_agent = uses_agents();
    out_.push_back(note_proxy{"creates service " + settings_.proxy_service_name});
    start(call::service, make_service{wish(fresh_seed())});
  }
  return true;
}

bool proxy_logic::ensure_objects(const proxy_observation& seen) {
  const auto make = [this](const std::string& name, std::shared_ptr<const std::string> text) {
    start(call::config, make_config{name, config_labels(settings_), std::move(text)});
    return true;
  };
  if (!find_config(seen, report_.wanted_config))
    return make(report_.wanted_config, uses_agents() ? seed_text(wanted_->text) : wanted_->text);
  if (!uses_agents())
    return false;
  if (!settings_.agent_token.empty() && !has_secret_) {
    start(call::secret, make_secret{token_secret_name(settings_), token_labels(settings_), settings_.agent_token});
    return true;
  }
  const auto agent = agent_config_name(settings_.id, *agent_);
  return !find_config(seen, agent) && make(agent, agent_);
}

std::string proxy_logic::why_not(const proxy_observation& seen, instant now) const {
  if (refused_ && refused_->key == key_ && (!refused_->until || now < *refused_->until))
    return refused_->why;
  if (const auto* object = find_config(seen, report_.wanted_config))
    if (const auto mark = object->labels.find(owned::rejected_label);
        mark != object->labels.end() && mark->second == key_)
      return "Swarm gave up an earlier update to it";
  return "";
}

void proxy_logic::hold(const std::string& why) {
  differs_since_.reset();
  degrade("the newest configuration is not applied; the last good one serves on: " + why);
  trouble(severity::error, "not applied: " + report_.wanted_config + ": " + why,
          "docker service ps --no-trunc " + settings_.proxy_service_name +
              " shows what its tasks say; it is tried again when something changes");
}

// What its tasks were started with is no reason to replace them; that they differ from the service is.
void proxy_logic::write_if_different(const proxy_observation& seen, instant now) {
  const auto& live = *seen.proxy;
  auto wanted = wish(uses_agents() ? seed_of(live.spec).value_or(fresh_seed()) : std::optional<task_seed>{});
  auto merged = merge(live.applied, live.spec, wanted);
  const bool heals = live.applied == wanted;
  const bool half_way = heals && merged == live.spec && uses_agents() && is_left_half_way(seen);
  if (heals && merged == live.spec && !half_way) {
    differs_since_.reset();
    judge_convergence(seen, now);
    return;
  }
  if (half_way || (uses_agents() && replaces_tasks(live.spec, merged))) {
    wanted = wish(fresh_seed());
    merged = merge(live.applied, live.spec, wanted);
  }
  if (const auto why = why_not(seen, now); !why.empty()) {
    hold(why);
    drop_superfluous(seen); // each rejected configuration leaves an object behind
    return;
  }
  if (!differs_since_)
    differs_since_ = now;
  if (!must_wait(seen, merged, now) && !ensure_objects(seen))
    roll(seen, merged, wanted, heals, now);
}

void proxy_logic::roll(const proxy_observation& seen, const proxy_spec& merged, const proxy_spec& wanted, bool heals,
                       instant now) {
  const auto& live = *seen.proxy;
  const bool had_agent = live.spec.labels.contains(owned::agent_label) && live.spec.image == merged.image;
  begin_apply(heals ? apply_kind::heal : apply_kind::update, live.update_started, now);
  applying_->brings_agent = uses_agents() && !had_agent;
  std::map<std::string, std::string> names;
  for (const auto& n : wanted_->networks)
    names[n.id] = n.name;
  const auto why =
      heals && is_left_half_way(seen) ? "an update was left half way" : difference(live.spec, merged, names);
  out_.push_back(note_proxy{(heals ? "heals service " : "updates service ") + live.name + " to " +
                            report_.wanted_config +
                            (replaces_tasks(live.spec, merged) ? ", which replaces its tasks, " + merged.update_order
                                                               : ", which replaces no task") +
                            ": " + why});
  start(call::service, change_service{live, merged, wanted});
}

// One update carries all that is pending.
bool proxy_logic::must_wait(const proxy_observation& seen, const proxy_spec& merged, instant now) {
  if (about_to_begin(*seen.proxy, now))
    return true;
  if (is_under_way(seen.proxy->update_state)) {
    if (!update_seen_)
      update_seen_ = now;
    if (now - *update_seen_ < policy_.update_ceiling)
      return true;
  }
  if (!replaces_tasks(seen.proxy->spec, merged))
    return false;
  if (awaits_verdict(seen, now))
    return true;
  const auto ceiling = uses_agents() ? policy_.gather_ceiling : policy_.settle_ceiling;
  return !wanted_->settled && now - *differs_since_ < ceiling;
}

void proxy_logic::start(call c, proxy_effect effect) {
  in_flight_ = c;
  out_.push_back(std::move(effect));
}

void proxy_logic::look_now() {
  if (in_flight_ == call::none && wanted_)
    start(call::look, look_at_proxy{});
}

void proxy_logic::look_in(milliseconds in, instant now) {
  if (auto w = alarm_.set(now + in, now))
    out_.push_back(*w);
}

void proxy_logic::degrade(std::string why) {
  report_.state = health::degraded;
  report_.why = std::move(why);
}

void proxy_logic::trouble(severity level, std::string what, std::string hint) {
  report_.found.push_back(
      {level, "", "proxy service " + settings_.proxy_service_name, std::move(what), std::move(hint)});
}

proxy_effects proxy_logic::flush(instant now) {
  report_.hitless = !agent_ ? hitless_mode::off : agentless_ ? hitless_mode::unable : hitless_mode::on;
  report_.tasks = uses_agents() ? book_.reports(settings_.id, now) : std::vector<proxy_task_report>{};
  out_.push_back(tell_proxy{report_});
  return std::exchange(out_, {});
}

} // namespace signalbox
