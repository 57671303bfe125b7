#include "actors/proxy/proxy_logic.hpp"

#include "actors/proxy/observation.hpp"
#include "actors/proxy/proxy_wish.hpp"
#include "actors/proxy/spec_merge.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

proxy_logic::proxy_logic(cluster_settings settings, proxy_policy policy)
    : settings_(std::move(settings)), policy_(policy), retry_(policy.backoff_least, policy.backoff_most) {}

proxy_effects proxy_logic::on(const config_rendered& c) {
  if (wanted_ && c.rev < wanted_->rev)
    return {};
  wanted_ = c;
  wish_ = proxy_wish(settings_, c);
  key_ = digest_of(wish_).hex;
  report_.wanted = c.rev;
  report_.wanted_config = config_name(settings_.id, c.sum);
  report_.replicas = wish_.replicas;
  look_now();
  return flush();
}

proxy_effects proxy_logic::on_wake(std::uint64_t epoch) {
  if (alarm_.rings(epoch) && wanted_)
    look_now();
  return flush();
}

proxy_effects proxy_logic::on_look(const observed_proxy& seen, instant now) {
  in_flight_ = call::none;
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    degrade("the engine does not answer: " + lost->why);
    look_in(retry_.next(), now);
  } else {
    retry_.reset();
    report_.found.clear();
    decide(std::get<proxy_observation>(seen), now);
    if (in_flight_ == call::none)
      look_in(applying_ || differs_since_ ? policy_.poll : policy_.heartbeat, now);
  }
  return flush();
}

proxy_effects proxy_logic::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    look_now();
    return flush();
  }
  if (std::holds_alternative<engine_conflict>(outcome)) {
    if (ended == call::service)
      applying_.reset(); // somebody else wrote first: decide again on what is there now
    look_in(policy_.poll, now);
    return flush();
  }
  const auto* refused = std::get_if<engine_refused>(&outcome);
  const auto why = refused ? refused->why : std::get<engine_unreachable>(outcome).why;
  if (ended == call::drop) { // still in use somewhere; it will be tried again after the next apply
    look_in(policy_.heartbeat, now);
    return flush();
  }
  if (refused && ended == call::service) {
    refused_ = refusal{applying_->key, "the engine refused it: " + why, now + policy_.refusal_memory};
    finish_apply("refused", now);
  }
  if (!refused)
    applying_.reset();
  degrade((refused ? "the engine refused a call: " : "the engine did not answer: ") + why);
  look_in(refused ? policy_.heartbeat : retry_.next(), now);
  return flush();
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
  if (const auto why = why_not(seen, now); !why.empty()) {
    hold(why);
  } else if (!ensure_config(seen)) {
    begin_apply(apply_kind::create, "", now);
    out_.push_back(note_proxy{"creates service " + settings_.proxy_service_name});
    start(call::service, make_service{wish_});
  }
  return true;
}

bool proxy_logic::ensure_config(const proxy_observation& seen) {
  if (find_config(seen, report_.wanted_config))
    return false;
  start(call::config, make_config{report_.wanted_config, config_labels(settings_), wanted_->text});
  return true;
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

void proxy_logic::write_if_different(const proxy_observation& seen, instant now) {
  const auto& live = *seen.proxy;
  const auto merged = merge(live.applied, live.spec, wish_);
  if (merged == live.spec && live.applied == wish_) {
    differs_since_.reset();
    judge_convergence(seen, now);
    return;
  }
  if (const auto why = why_not(seen, now); !why.empty()) {
    hold(why);
    return;
  }
  if (!differs_since_)
    differs_since_ = now;
  if (must_wait(seen, merged, now) || ensure_config(seen))
    return;
  const bool only_ours_was_lost = live.applied == wish_;
  begin_apply(only_ours_was_lost ? apply_kind::heal : apply_kind::update, live.update_started, now);
  out_.push_back(note_proxy{(only_ours_was_lost ? "heals service " : "updates service ") + live.name + " to " +
                            report_.wanted_config});
  start(call::service, change_service{live, merged, wish_});
}

// As long as every change replaces tasks, one update carries all that is pending.
bool proxy_logic::must_wait(const proxy_observation& seen, const proxy_spec& merged, instant now) {
  if (is_under_way(seen.proxy->update_state)) {
    if (!update_seen_)
      update_seen_ = now;
    if (now - *update_seen_ < policy_.update_ceiling)
      return true;
  } else {
    update_seen_.reset();
  }
  const bool replaces_tasks =
      merged.configs != seen.proxy->spec.configs || merged.networks != seen.proxy->spec.networks;
  return replaces_tasks && !wanted_->settled && now - *differs_since_ < policy_.settle_ceiling;
}

bool proxy_logic::notice_rejection(const proxy_observation& seen, instant now) {
  const auto& live = *seen.proxy;
  if (!applying_ || live.update_started == applying_->update_before || !is_given_up(live.update_state))
    return false;
  reject(seen, now);
  return true;
}

void proxy_logic::reject(const proxy_observation& seen, instant now) {
  const auto& live = *seen.proxy;
  out_.push_back(note_proxy{"update rejected by Swarm: " + live.update_message});
  refused_ = refusal{applying_->key, "Swarm gave up the update: " + live.update_message, {}};
  const bool still_wanted = applying_->key == key_;
  finish_apply("rejected", now);
  degrade("the newest configuration was rejected: " + live.update_message);
  if (const auto* object = find_config(seen, report_.wanted_config); object && still_wanted) {
    auto labels = object->labels;
    labels[owned::rejected_label] = key_;
    start(call::mark, mark_config{*object, std::move(labels)});
  }
}

void proxy_logic::judge_convergence(const proxy_observation& seen, instant now) {
  const auto& live = *seen.proxy;
  report_.tasks_running = running_with(seen, report_.wanted_config);
  report_.replicas = live.spec.replicas;
  if (applying_ && applying_->kind != apply_kind::create && live.update_state.empty() &&
      now - applying_->since < policy_.begin_ceiling)
    return; // a write clears the state of the last update, and Swarm takes a moment to begin the new one
  if (!is_under_way(live.update_state) && report_.tasks_running >= live.spec.replicas) {
    settle_applied(seen, now);
    return;
  }
  if (is_given_up(live.update_state)) {
    degrade("Swarm stopped the update: " + live.update_message);
    return;
  }
  if (!applying_) // found in the middle of an update of somebody else's, or with tasks missing
    begin_apply(apply_kind::heal, "", now);
  if (now - applying_->since > policy_.apply_ceiling)
    degrade(std::to_string(report_.tasks_running) + " of " + std::to_string(live.spec.replicas) + " tasks run" +
            first_error(seen));
}

void proxy_logic::settle_applied(const proxy_observation& seen, instant now) {
  if (applying_) {
    finish_apply("applied", now);
    out_.push_back(note_proxy{"applied " + report_.wanted_config});
  }
  report_.state = health::ok;
  report_.why.clear();
  report_.applied = wanted_->rev;
  report_.applied_config = report_.wanted_config;
  if (const auto* old = superfluous_config(seen, report_.wanted_config, policy_.configs_kept))
    start(call::drop, drop_config{old->id});
}

void proxy_logic::begin_apply(apply_kind kind, const std::string& update_before, instant now) {
  applying_ = applying{key_, wanted_->rev, kind, update_before, now};
}

void proxy_logic::finish_apply(const char* outcome, instant now) {
  if (!applying_)
    return;
  static constexpr const char* kinds[] = {"create", "update", "heal"};
  ++report_.applies[std::string{kinds[static_cast<int>(applying_->kind)]} + '_' + outcome];
  report_.last_apply = now - applying_->since;
  applying_.reset();
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

proxy_effects proxy_logic::flush() {
  out_.push_back(tell_proxy{report_});
  return std::exchange(out_, {});
}

} // namespace signalbox
