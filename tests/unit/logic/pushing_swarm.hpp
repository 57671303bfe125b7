#pragma once
#include "tests/unit/logic/watcher_model.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace signalbox {

/// A Swarm whose changes of tasks are pushed.
struct pushing_swarm : watcher_model {
  pushing_swarm() : watcher_model({two_clusters().front()}) {
    add("web", "us-east");
    run_task("web");
  }
  void connect() {
    start();
    hear(task_stream_up{});
    quiet();
  }
  void quiet() {
    pass(4s);
    published.clear();
    reads.clear();
    history.clear();
  }
  swarm_task& task(const std::string& id) {
    return *std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.id == id; });
  }
  /// Changes the Swarm, and returns the change that its manager would push.
  task_change start_task(const std::string& service, const std::string& state = "running") {
    run_task(service, state);
    return {tasks.back(), true};
  }
  task_change move_to(const std::string& id, const std::string& state) {
    auto& t = task(id);
    t.state = state;
    t.version = ++version;
    return {t, true};
  }
  task_change stop(const std::string& id) {
    auto gone = task(id);
    gone.version = ++version;
    std::erase_if(tasks, [&](const auto& t) { return t.id == id; });
    return {gone, false};
  }
  void push(std::vector<task_change> changes) { hear(task_event{std::move(changes)}); }
  /// The tasks of the newest view, `task-1 task-3`.
  std::string routed() const {
    std::string all;
    if (const auto* view = last_view("us-east"))
      for (const auto& s : view->services)
        for (const auto& t : s.tasks)
          all += (all.empty() ? "" : " ") + t.id;
    return all;
  }
};

} // namespace signalbox
