// The watcher's source: listings of the model Swarm, and its event stream.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/connection.hpp"
#include "chaos/sim/removed_task_invariants.hpp"
#include "chaos/sim/sim_feed.hpp"

#include <map>

namespace signalbox::sim {

using event_feed = sim_feed<feed_event>;
using task_feed = sim_feed<task_event>;

/// A task as in a listing or in the stream of changes.
swarm_task as_seen(const sim_task& t);

event_feed engine_events(event_queue& time, trace& log, fault_injector& faults);
task_feed task_changes(event_queue& time, trace& log, fault_injector& faults);

class sim_task_stream : public task_stream {
public:
  sim_task_stream(task_feed& feed, removed_task_invariants& removed) : feed_(feed), removed_(removed) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return feed_.follow([&removed = removed_, sink = std::move(sink)](const task_event& e) {
      removed.pushed(e);
      sink(e);
    });
  }

private:
  task_feed& feed_;
  removed_task_invariants& removed_;
};

class sim_source : public swarm_source {
public:
  /// `removed` records which tasks the watcher has read.
  sim_source(sim_swarm& swarm, event_feed& feed, std::shared_ptr<connection> connection,
             removed_task_invariants& removed)
      : swarm_(swarm), feed_(feed), connection_(std::move(connection)), removed_(removed) {}

  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    removed_.watcher_started();
    return feed_.follow(std::move(sink));
  }
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override;
  void list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) override;
  void list_nodes(on_answer<listed<swarm_node>> done) override;
  void list_networks(on_answer<listed<swarm_network>> done) override;
  void list_secrets(on_answer<listed<swarm_secret>> done) override;

private:
  template <class T>
  void list(
      const char* call, std::function<std::vector<T>()> effect, on_answer<listed<T>> done,
      std::function<void(const std::vector<T>&)> use = [](const std::vector<T>&) {});

  sim_swarm& swarm_;
  event_feed& feed_;
  std::shared_ptr<connection> connection_;
  removed_task_invariants& removed_;
  bool complete_ = false; ///< all replies since the last listing of all services were good
};

} // namespace signalbox::sim
