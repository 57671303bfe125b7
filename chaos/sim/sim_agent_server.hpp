// The server that agents poll for their configuration: the rules of adapters/longpoll/agent_server, on simulated time.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/route_invariants.hpp"

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace signalbox::sim {

struct no_change {};
struct not_authorized {};
struct connection_lost {};
using poll_answer = std::variant<agent_assignment, no_change, not_authorized, connection_lost>;

/// Belongs to one core.
class sim_agent_server : public proxy_agents {
public:
  sim_agent_server(event_queue& time, route_invariants& routes) : time_(time), routes_(routes) {}

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override;
  void offer(const cluster_id& cluster, agent_assignment assignment) override;
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) override;

  /// `send` is called exactly once, at once or later.
  void poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
            std::function<void(poll_answer)> send);
  /// Ends all polls, as when the core process ends.
  void close();
  std::size_t listeners() const;

private:
  struct waiting_poll {
    std::uint64_t number;
    agent_report report;
    std::string peer;
    milliseconds wait;
    std::function<void(poll_answer)> send;
  };
  struct cluster_queue {
    std::optional<agent_assignment> assignment;
    std::map<std::string, std::set<std::string>> authorized; ///< task → addresses
    std::list<waiting_poll> polls, unknown_callers;
    std::map<std::uint64_t, std::function<void(agent_event)>> sinks;
  };
  class listener;
  void take(const std::string& cluster, waiting_poll poll);
  void expire(const std::string& cluster, std::uint64_t number, poll_answer answer);
  static void publish(const cluster_queue& c, const agent_event& event);

  event_queue& time_;
  route_invariants& routes_;
  std::map<std::string, cluster_queue> queues_;
  std::uint64_t count_ = 0;
  bool closed_ = false;
};

} // namespace signalbox::sim
