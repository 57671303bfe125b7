// The watcher's eyes on the model Swarm: an event stream that can be cut, lost and shuffled, and listings.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/gone_watch.hpp"
#include "chaos/sim/session.hpp"
#include "chaos/sim/sim_feed.hpp"

#include <map>

namespace signalbox::sim {

using event_feed = sim_feed<feed_event>;
using task_feed = sim_feed<task_event>;

/// A task as a listing, or the stream of changes, has it.
swarm_task as_seen(const sim_task& t);

event_feed engine_events(agenda& time, trace& log, weather& sky);
task_feed task_changes(agenda& time, trace& log, weather& sky);

class sim_task_stream : public task_stream {
public:
  sim_task_stream(task_feed& feed, gone_watch& gone) : feed_(feed), gone_(gone) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return feed_.follow([&gone = gone_, sink = std::move(sink)](const task_event& e) {
      gone.pushed(e);
      sink(e);
    });
  }

private:
  task_feed& feed_;
  gone_watch& gone_;
};

class sim_source : public swarm_source {
public:
  /// `gone` is told of what the watcher learns of tasks.
  sim_source(sim_swarm& swarm, event_feed& feed, std::shared_ptr<session> line, gone_watch& gone)
      : swarm_(swarm), feed_(feed), line_(std::move(line)), gone_(gone) {}

  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    gone_.watcher_started();
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
  std::shared_ptr<session> line_;
  gone_watch& gone_;
  bool complete_ = false; ///< since the last listing of all services every answer was good
};

} // namespace signalbox::sim
