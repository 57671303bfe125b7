// The watcher's eyes on the model Swarm: an event stream that can be cut, lost and shuffled, and listings.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/session.hpp"

#include <map>

namespace signalbox::sim {

/// The engine's event stream, with those who follow it. It outlives cores.
class event_feed {
public:
  event_feed(agenda& time, trace& log, weather& sky) : time_(time), log_(log), sky_(sky) {}

  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink);
  void announce(const engine_event& e);
  /// Ends all streams that stand; they come back when they can.
  void cut();
  std::size_t followers() const { return streams_.size(); }

private:
  struct stream {
    std::function<void(feed_event)> sink;
    bool up = false;
    milliseconds backoff{50};
    moment last{0};
  };
  class following;
  void connect(std::uint64_t id);
  void deliver(std::uint64_t id, moment when, feed_event e);

  agenda& time_;
  trace& log_;
  weather& sky_;
  std::map<std::uint64_t, stream> streams_;
  std::uint64_t count_ = 0;
};

class sim_source : public swarm_source {
public:
  sim_source(sim_swarm& swarm, event_feed& feed, std::shared_ptr<session> line)
      : swarm_(swarm), feed_(feed), line_(std::move(line)) {}

  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    return feed_.follow(std::move(sink));
  }
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override;
  void list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) override;
  void list_nodes(on_answer<listed<swarm_node>> done) override;
  void list_networks(on_answer<listed<swarm_network>> done) override;
  void list_secrets(on_answer<listed<swarm_secret>> done) override;

private:
  template <class T>
  void list(const char* call, std::function<std::vector<T>()> effect, on_answer<listed<T>> done);

  sim_swarm& swarm_;
  event_feed& feed_;
  std::shared_ptr<session> line_;
};

} // namespace signalbox::sim
