#include "actors/extension/extension_keeper.hpp"

#include "actors/extension/extension_wish.hpp"
#include "actors/proxy/observation.hpp"
#include "actors/proxy/spec_difference.hpp"
#include "actors/proxy/spec_merge.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

extension_keeper::extension_keeper(cluster_settings settings, proxy_policy policy)
    : settings_(std::move(settings)), policy_(policy), wish_(extension_wish(settings_)),
      retry_(policy.backoff_least, policy.backoff_most) {}

keeper_effects extension_keeper::start(instant) {
  look_now();
  return std::exchange(out_, {});
}

keeper_effects extension_keeper::on_wake(std::uint64_t epoch, instant) {
  if (alarm_.rings(epoch))
    look_now();
  return std::exchange(out_, {});
}

keeper_effects extension_keeper::on_stranger(instant now) {
  if (looked_ && now - *looked_ < policy_.poll) // whoever knocks must not keep the engine busy
    look_in(policy_.poll, now);
  else
    look_now();
  return std::exchange(out_, {});
}

keeper_effects extension_keeper::on_look(const observed_proxy& seen, instant now) {
  in_flight_ = call::none;
  looked_ = now;
  found_.clear();
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    trouble("cannot be looked at: the engine does not answer: " + lost->why, "");
    look_in(retry_.next(), now);
    return std::exchange(out_, {});
  }
  retry_.reset();
  pending_ = false;
  const auto& service = std::get<proxy_observation>(seen);
  take_stock(service);
  decide(service);
  admit(service);
  if (in_flight_ == call::none)
    look_in(pending_ || running_ < replicas_ ? policy_.poll : policy_.heartbeat, now);
  return std::exchange(out_, {});
}

keeper_effects extension_keeper::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    has_secret_ = has_secret_ || ended == call::secret;
    look_now();
  } else if (std::holds_alternative<engine_conflict>(outcome)) {
    look_in(policy_.poll, now);
  } else if (const auto* refused = std::get_if<engine_refused>(&outcome)) {
    trouble("the engine refused it: " + refused->why, "correct [Extensions." + settings_.id.value + ']');
    look_in(policy_.refusal_memory, now);
  } else {
    trouble("the engine did not answer: " + std::get<engine_unreachable>(outcome).why, "");
    look_in(retry_.next(), now);
  }
  return std::exchange(out_, {});
}

void extension_keeper::take_stock(const proxy_observation& seen) {
  replicas_ = seen.proxy ? seen.proxy->spec.replicas : 0;
  running_ = running(seen);
}

// A task whose image is about to be replaced might write for another program than the one that the proxy is to have.
void extension_keeper::admit(const proxy_observation& seen) {
  std::vector<admitted_task> admitted;
  if (seen.proxy && is_extension_of(seen.proxy->spec, settings_)) {
    auto tasks = seen.tasks;
    const auto image = merge(seen.proxy->applied, seen.proxy->spec, wish_).image;
    std::erase_if(tasks, [&](const auto& t) { return !why_not_ && !t.image.empty() && t.image != image; });
    admitted = tasks_on(tasks, settings_.core_networks);
  }
  if (admitted == admitted_)
    return;
  const bool all_stay = std::all_of(admitted_.begin(), admitted_.end(), [&](const admitted_task& t) {
    return std::any_of(admitted.begin(), admitted.end(), [&](const admitted_task& other) { return other.id == t.id; });
  });
  admitted_ = std::move(admitted);
  out_.push_back(admit_tasks{admitted_});
  if (!all_stay)
    out_.push_back(order_again{});
}

void extension_keeper::decide(const proxy_observation& seen) {
  if (!seen.proxy)
    return create();
  const auto& live = *seen.proxy;
  if (!is_extension_of(live.spec, settings_)) {
    trouble("is there, and it is not this cluster's extension",
            "rename it, change ServiceName, or hand it over: docker service update --label-add " +
                std::string{owned::type_label} + '=' + owned::extension_type + ' ' + live.name);
    return;
  }
  if (is_given_up(live.update_state) && written_ && given_up_.insert(live.update_started).second) {
    why_not_ = live.update_message;
    out_.push_back(note_proxy{"update of service " + live.name + " given up by Swarm: " + live.update_message});
  }
  write_if_different(live);
  if (running_ < replicas_)
    if (const auto why = first_error(seen); !why.empty())
      trouble(std::to_string(running_) + " of " + std::to_string(replicas_) + " tasks run" + why,
              "docker service ps --no-trunc " + live.name + " shows more");
}

void extension_keeper::create() {
  if (lacks_secret())
    return;
  out_.push_back(note_proxy{"creates service " + settings_.service_name});
  start_call(call::write, make_service{wish_});
}

void extension_keeper::write_if_different(const live_proxy& live) {
  const auto merged = merge(live.applied, live.spec, wish_);
  if (merged == live.spec && live.applied == wish_) {
    pending_ = is_under_way(live.update_state);
    return;
  }
  if (why_not_) {
    trouble("is not as the configuration asks: Swarm gave up the update: " + *why_not_,
            "docker service ps --no-trunc " + live.name + " shows why; it is tried again when core restarts");
    return;
  }
  pending_ = true;
  if (is_under_way(live.update_state) || lacks_secret())
    return;
  const bool heals = live.applied == wish_;
  out_.push_back(note_proxy{(heals ? "heals service " : "updates service ") + live.name + ": " +
                            difference(live.spec, merged, {})});
  written_ = true;
  start_call(call::write, change_service{live, merged, wish_});
}

bool extension_keeper::lacks_secret() {
  if (settings_.agent_token.empty() || has_secret_)
    return false;
  start_call(call::secret, make_secret{token_secret_name(settings_), token_labels(settings_), settings_.agent_token});
  return true;
}

void extension_keeper::start_call(call c, keeper_effect effect) {
  in_flight_ = c;
  out_.push_back(std::move(effect));
}

void extension_keeper::look_now() {
  if (in_flight_ == call::none)
    start_call(call::look, look_at_proxy{});
}

void extension_keeper::look_in(milliseconds in, instant now) {
  if (auto w = alarm_.set(now + in, now))
    out_.push_back(*w);
}

void extension_keeper::trouble(std::string what, std::string hint) {
  found_.push_back(
      {severity::error, "", "extension service " + settings_.service_name, std::move(what), std::move(hint)});
}

} // namespace signalbox
