// The desk where agents ask one core for their configuration: the rules of adapters/agent/agent_desk, on simulated
// time.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/route_watch.hpp"

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace signalbox::sim {

struct no_news {};
struct not_admitted {};
struct core_gone {};
using poll_answer = std::variant<agent_order, no_news, not_admitted, core_gone>;

class sim_desk : public proxy_agents {
public:
  sim_desk(agenda& time, route_watch& routes) : time_(time), routes_(routes) {}

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override;
  void offer(const cluster_id& cluster, agent_order order) override;
  void admit(const cluster_id& cluster, std::vector<admitted_task> tasks) override;

  /// `send` is called once, at once or later.
  void poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
            std::function<void(poll_answer)> send);
  /// The core is dead: its connections break.
  void close();
  std::size_t followers() const;

private:
  struct waiting {
    std::uint64_t number;
    agent_report report;
    std::string peer;
    milliseconds wait;
    std::function<void(poll_answer)> send;
  };
  struct corner {
    std::optional<agent_order> order;
    std::map<std::string, std::set<std::string>> admitted;
    std::list<waiting> polls, strangers;
    std::map<std::uint64_t, std::function<void(agent_event)>> sinks;
  };
  class listening;
  void take(const std::string& cluster, waiting poll);
  void expire(const std::string& cluster, std::uint64_t number, poll_answer answer);
  static void tell(const corner& c, const agent_event& event);

  agenda& time_;
  route_watch& routes_;
  std::map<std::string, corner> corners_;
  std::uint64_t count_ = 0;
  bool closed_ = false;
};

} // namespace signalbox::sim
