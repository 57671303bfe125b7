// Records the events of a task stream, and waits for them.
#pragma once
#include "messages/swarm.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox::test {

/// Keeps every event as a line: `up`, `up, resumed`, `down lost`, `task 7 running`, `task 7 gone`.
class event_box {
public:
  std::function<void(task_event)> sink() {
    return [this](const task_event& e) { take(e); };
  }
  /// Waits until the last lines are these; false after ten seconds.
  bool ends_with(const std::vector<std::string>& lines) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] {
      return lines_.size() >= lines.size() && std::equal(lines.rbegin(), lines.rend(), lines_.rbegin());
    });
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  std::string last_why() const {
    const std::lock_guard lock(mutex_);
    return why_;
  }
  swarm_task last_task() const {
    const std::lock_guard lock(mutex_);
    return task_;
  }

private:
  void take(const task_event& e) {
    const std::lock_guard lock(mutex_);
    if (const auto* down = std::get_if<task_stream_down>(&e)) {
      lines_.push_back("down " + down->cause);
      why_ = down->why;
    } else if (const auto* changes = std::get_if<std::vector<task_change>>(&e)) {
      for (const auto& c : *changes) {
        lines_.push_back(c.task.id + ' ' + std::to_string(c.task.version) + ' ' + (c.wanted ? c.task.state : "gone"));
        task_ = c.task;
      }
    } else {
      lines_.push_back(std::get<task_stream_up>(e).resumed ? "up, resumed" : "up");
    }
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::string why_;
  swarm_task task_;
};

} // namespace signalbox::test
