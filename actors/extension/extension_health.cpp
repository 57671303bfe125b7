#include "actors/extension/extension_health.hpp"

#include <utility>

namespace signalbox {

namespace {

std::string seconds(instant from, instant to) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(to - from).count()) + " s";
}

const char* kind_of(const malformed_poll& malformed) {
  switch (malformed.what) {
  case malformed_poll::kind::protocol:
    return "protocol";
  case malformed_poll::kind::too_long:
    return "too_long";
  case malformed_poll::kind::malformed:
    break;
  }
  return "malformed";
}

std::string hint_for(const extension_service_report& service) {
  switch (service.state) {
  case extension_state::connected:
    break;
  case extension_state::absent:
    return "docker service ps --no-trunc shows its tasks; it has to share a network with core, and core has to be a "
           "service";
  case extension_state::silent:
    return "docker service ps --no-trunc " + service.service + " shows its tasks";
  case extension_state::slow:
    return "docker service logs shows what it does";
  case extension_state::unusable:
    return "set Image to an extension that speaks this core's protocol";
  }
  return "";
}

} // namespace

extension_health::extension_health(std::string service, extension_timeouts timeouts) : timeouts_(timeouts) {
  report_.service = std::move(service);
  for (const char* kind : {"rendered", "failed", "protocol", "malformed", "too_long"})
    report_.answers[kind] = 0;
}

void extension_health::record_request(instant now) { requested_at_ = now; }

void extension_health::record_poll(const extension_poll_event& poll, instant now) {
  last_poll_ = now;
  malformed_.reset();
  report_.program = poll.program;
  if (!poll.answer)
    return;
  ++report_.answers[std::holds_alternative<rendered_text>(poll.answer->result) ? "rendered" : "failed"];
  if (const auto since = std::exchange(requested_at_, {}))
    report_.answer_times.add(now - *since);
}

void extension_health::record_malformed(const malformed_poll& malformed, instant) {
  malformed_ = malformed.why;
  ++report_.answers[kind_of(malformed)];
}

extension_service_report extension_health::report(std::uint64_t replicas, std::uint64_t tasks_running, instant now) {
  report_.replicas = replicas;
  report_.tasks_running = tasks_running;
  evaluate(now);
  return report_;
}

void extension_health::evaluate(instant now) {
  const auto set_state = [this](extension_state state, std::string why) {
    report_.state = state;
    report_.why = std::move(why);
  };
  const auto tasks =
      std::to_string(report_.tasks_running) + " of its " + std::to_string(report_.replicas) + " tasks run";
  if (malformed_)
    set_state(extension_state::unusable, *malformed_);
  else if (!last_poll_)
    set_state(extension_state::absent, "has not asked for its routes yet; " + tasks);
  else if (requested_at_ && now - *requested_at_ > timeouts_.slow_after && report_.tasks_running > 0)
    set_state(extension_state::slow, "has not answered for " + seconds(*requested_at_, now));
  else if (now - *last_poll_ > timeouts_.silent_after || report_.tasks_running == 0)
    set_state(extension_state::silent, "last polled " + seconds(*last_poll_, now) + " ago; " + tasks);
  else
    set_state(extension_state::connected, "");
}

problems problems_of(const extension_service_report& service) {
  if (service.state == extension_state::connected)
    return {};
  const auto level = service.state == extension_state::absent && service.tasks_running == 0
                         ? severity::warning // its tasks are starting
                         : severity::error;
  return {{level, "", "extension service " + service.service, service.why + "; the last good configuration serves on",
           hint_for(service)}};
}

} // namespace signalbox
