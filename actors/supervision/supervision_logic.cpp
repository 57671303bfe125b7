#include "actors/supervision/supervision_logic.hpp"

namespace signalbox {

namespace {

constexpr const char* cause_names[] = {"exception", "killed", "not_started", "other"};

} // namespace

restart_record::restart_record(restart_policy policy)
    : policy_(policy), backoff_(policy.backoff_least, policy.backoff_most) {
  for (const auto* name : cause_names)
    report_.causes[name] = 0;
  report_.budget = report_.budget_left = policy.budget;
  report_.forgiven_after = policy.healthy_after;
}

void restart_record::started(instant now, std::chrono::system_clock::time_point wall) {
  report_.last_start = wall;
  since_ = now;
  report_.state = child_state::running;
}

milliseconds restart_record::terminated(termination kind, std::string cause, instant now) {
  if (since_ && now - *since_ >= policy_.healthy_after) {
    backoff_.reset();
    recent_.clear();
  }
  recent_.push_back(now);
  while (now - recent_.front() > policy_.window)
    recent_.pop_front();
  ++report_.restarts;
  ++report_.causes[cause_names[static_cast<int>(kind)]];
  report_.budget_left = policy_.budget - std::min(policy_.budget, recent_.size());
  report_.last_cause = std::move(cause);
  if (recent_.size() > policy_.budget) {
    report_.state = child_state::degraded;
    report_.backoff = policy_.backoff_most;
  } else {
    report_.state = child_state::restarting;
    report_.backoff = recent_.size() == 1 ? milliseconds{0} : backoff_.next();
  }
  return report_.backoff;
}

void restart_record::stopped_for_another() { report_.state = child_state::restarting; }

} // namespace signalbox
