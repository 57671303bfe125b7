// The server that agents poll for their configuration: the product's rules (`poll_queue`) on simulated time.
#pragma once
#include "actors/ports.hpp"
#include "adapters/longpoll/poll_queue.hpp"
#include "chaos/sim/route_invariants.hpp"

#include <functional>
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

  /// Calls `send` exactly once, at once or later.
  void poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
            std::function<void(poll_answer)> send);
  /// Ends all polls, as when the core process ends.
  void close();
  std::size_t listeners() const;

private:
  struct cluster_state {
    poll_queue queue{long_poll_limits{}};
    std::optional<agent_assignment> assignment;
    std::map<std::uint64_t, std::function<void(poll_answer)>> replies; ///< by the poll's id
    std::map<std::uint64_t, std::function<void(agent_event)>> sinks;
    std::optional<moment> expiry; ///< time of the next call of `expire`
  };
  class listener;
  poll_queue::instant now() const { return poll_queue::instant{time_.now()}; }
  void perform(cluster_state& c, const poll_effects& effects);
  static void publish(const cluster_state& c, const agent_event& event);
  void schedule_expiry(cluster_state& c);
  void expire(cluster_state& c);

  event_queue& time_;
  route_invariants& routes_;
  std::map<std::string, cluster_state> clusters_;
  std::uint64_t count_ = 0;
  bool closed_ = false;
};

} // namespace signalbox::sim
