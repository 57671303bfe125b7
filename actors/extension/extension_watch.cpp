#include "actors/extension/extension_watch.hpp"

#include <utility>

namespace signalbox {

namespace {

std::string seconds(instant from, instant to) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(to - from).count()) + " s";
}

const char* kind_of(const extension_nonsense& nonsense) {
  switch (nonsense.what) {
  case extension_nonsense::kind::protocol:
    return "protocol";
  case extension_nonsense::kind::too_long:
    return "too_long";
  case extension_nonsense::kind::garbage:
    break;
  }
  return "garbage";
}

std::string hint_for(const extension_service_report& service) {
  switch (service.standing) {
  case extension_standing::connected:
    break;
  case extension_standing::absent:
    return "docker service ps --no-trunc shows its tasks; it has to share a network with core, and core has to be a "
           "service";
  case extension_standing::silent:
    return "docker service ps --no-trunc " + service.service + " shows its tasks";
  case extension_standing::slow:
    return "docker service logs shows what it does";
  case extension_standing::unusable:
    return "set Image to an extension that speaks this core's protocol";
  }
  return "";
}

} // namespace

extension_watch::extension_watch(std::string service, extension_patience patience) : patience_(patience) {
  report_.service = std::move(service);
  for (const char* kind : {"rendered", "failed", "protocol", "garbage", "too_long"})
    report_.answers[kind] = 0;
}

void extension_watch::ordered(instant now) { ordered_ = now; }

void extension_watch::hear(const extension_word& word, instant now) {
  heard_ = now;
  nonsense_.reset();
  report_.program = word.program;
  if (!word.answer)
    return;
  ++report_.answers[std::holds_alternative<rendered_text>(word.answer->result) ? "rendered" : "failed"];
  if (const auto since = std::exchange(ordered_, {}))
    report_.answer_times.add(now - *since);
}

void extension_watch::hear(const extension_nonsense& nonsense, instant) {
  nonsense_ = nonsense.why;
  ++report_.answers[kind_of(nonsense)];
}

extension_service_report extension_watch::report(std::uint64_t replicas, std::uint64_t tasks_running, instant now) {
  report_.replicas = replicas;
  report_.tasks_running = tasks_running;
  judge(now);
  return report_;
}

void extension_watch::judge(instant now) {
  const auto say = [this](extension_standing standing, std::string why) {
    report_.standing = standing;
    report_.why = std::move(why);
  };
  const auto tasks =
      std::to_string(report_.tasks_running) + " of its " + std::to_string(report_.replicas) + " tasks run";
  if (nonsense_)
    say(extension_standing::unusable, *nonsense_);
  else if (!heard_)
    say(extension_standing::absent, "has not asked for its routes yet; " + tasks);
  else if (ordered_ && now - *ordered_ > patience_.slow_after && report_.tasks_running > 0)
    say(extension_standing::slow, "has owed an answer for " + seconds(*ordered_, now));
  else if (now - *heard_ > patience_.silent_after || report_.tasks_running == 0)
    say(extension_standing::silent, "was last heard of " + seconds(*heard_, now) + " ago; " + tasks);
  else
    say(extension_standing::connected, "");
}

problems problems_of(const extension_service_report& service) {
  if (service.standing == extension_standing::connected)
    return {};
  const auto level = service.standing == extension_standing::absent && service.tasks_running == 0
                         ? severity::warning // it starts
                         : severity::error;
  return {{level, "", "extension service " + service.service, service.why + "; the last good configuration serves on",
           hint_for(service)}};
}

} // namespace signalbox
