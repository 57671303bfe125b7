#include "actors/supervision/supervision_logic.hpp"

namespace signalbox {

void restart_record::started(instant now) {
  since_ = now;
  report_.state = child_report::standing::running;
}

milliseconds restart_record::died(std::string cause, instant now) {
  if (now - since_ >= policy_.healthy_after) {
    backoff_.reset();
    recent_.clear();
  }
  recent_.push_back(now);
  while (now - recent_.front() > policy_.window)
    recent_.pop_front();
  ++report_.restarts;
  report_.last_cause = std::move(cause);
  if (recent_.size() > policy_.budget) {
    report_.state = child_report::standing::degraded;
    report_.backoff = policy_.backoff_most;
  } else {
    report_.state = child_report::standing::restarting;
    report_.backoff = recent_.size() == 1 ? milliseconds{0} : backoff_.next();
  }
  return report_.backoff;
}

void restart_record::stopped_for_another() { report_.state = child_report::standing::restarting; }

} // namespace signalbox
