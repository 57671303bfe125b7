#include "actors/watcher/task_stream_status.hpp"

namespace signalbox {

std::string task_stream_status::record_missed(std::size_t count) {
  missed_ += count;
  ++ends_["missed_updates"];
  return "SwarmKit's stream has lost " + std::to_string(count) + " changes";
}

std::optional<std::string> task_stream_status::set_mode(bool pushed, const std::string& why) {
  if (pushed_ == pushed && why_ == why)
    return {};
  pushed_ = pushed;
  why_ = why;
  return pushed ? "tasks are pushed by SwarmKit" : "tasks are polled: " + why;
}

void task_stream_status::write_to(watcher_report& report) const {
  report.tasks_pushed = pushed_;
  report.tasks_why = why_;
  report.task_changes = changes_;
  report.task_stream_ends = ends_;
  report.task_stream_resumes = resumes_;
  report.task_missed_updates = missed_;
}

} // namespace signalbox
