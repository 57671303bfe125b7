// Reports whether tasks are pushed or polled: counts of SwarmKit's stream, and a history event at each change of mode.
#pragma once
#include "messages/reports.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace signalbox {

class task_stream_status {
public:
  void record_changes(std::size_t count) { changes_ += count; }
  /// The stream was resumed where it was interrupted.
  void record_resume() { ++resumes_; }
  /// `cause`: as in `task_stream_down`.
  void record_end(const std::string& cause) { ++ends_[cause]; }
  /// A listing had changes that the stream lost. Returns the reason why tasks are polled from now on.
  std::string record_missed(std::size_t count);

  /// Tasks are pushed, or polled because of `why`. Returns a history event if that has changed.
  std::optional<std::string> set_mode(bool pushed, const std::string& why);

  void write_to(watcher_report& report) const;

private:
  bool pushed_ = false;
  std::string why_;
  std::uint64_t changes_ = 0, resumes_ = 0, missed_ = 0;
  std::map<std::string, std::uint64_t> ends_;
};

} // namespace signalbox
