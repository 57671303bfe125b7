// Metrics of each actor; the label is the actor's path.
#include "adapters/api/conditions.hpp"
#include "adapters/api/metric_families.hpp"

namespace signalbox::metric {
namespace {

using clock_time = std::chrono::system_clock::time_point;

double seconds(std::chrono::duration<double> time) { return time.count(); }

} // namespace

families actor_families(const std::vector<actor_sample>& actors) {
  auto messages = counter("signalbox_actor_messages_total", "Messages that the actor has handled, by type.");
  auto depth = gauge("signalbox_actor_mailbox_depth", "Messages that wait in the actor's mailbox.");
  auto high = gauge("signalbox_actor_mailbox_depth_max", "The most messages that ever waited in the actor's mailbox.");
  auto time = histogram("signalbox_actor_handler_duration_seconds", "Time that the actor spent on one message.");
  for (const auto& a : actors) {
    labels l = {{"actor", a.path}};
    for (const auto& [type, count] : a.messages)
      add(messages, {{"actor", a.path}, {"type", type}}, static_cast<double>(count));
    add(depth, l, static_cast<double>(a.depth));
    add(high, l, static_cast<double>(a.high_water));
    add(time, l, a.handler_seconds);
  }
  return {messages, depth, high, time};
}

families supervision_families(const std::vector<actor_status>& actors, clock_time now) {
  auto restarts = counter("signalbox_actor_restarts_total", "Restarts of the actor by its supervisor, by cause.");
  auto last =
      gauge("signalbox_actor_last_start_timestamp_seconds", "When the actor was started last, since the epoch.");
  auto state = gauge("signalbox_actor_state", "1 for the state that the actor is in.");
  auto backoff = gauge("signalbox_actor_backoff_seconds", "Time that the supervisor waits before the next restart.");
  auto budget = gauge("signalbox_actor_restart_budget_left", "Further deaths before the actor is degraded.");
  for (const auto& a : actors) {
    labels l = {{"actor", a.path}};
    for (const auto& [cause, count] : a.report.causes)
      add(restarts, {{"actor", a.path}, {"cause", cause}}, static_cast<double>(count));
    if (a.report.last_start)
      add(last, l, seconds(a.report.last_start->time_since_epoch()));
    for (auto s : {child_state::running, child_state::restarting, child_state::degraded})
      add(state, {{"actor", a.path}, {"state", to_string(s)}}, a.report.state == s);
    add(backoff, l, seconds(a.report.backoff));
    add(budget, l, static_cast<double>(budget_left(a.report, now)));
  }
  return {restarts, last, state, backoff, budget};
}

} // namespace signalbox::metric
