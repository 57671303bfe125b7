// Where the agents of all proxies ask for their configuration: `POST /v1/agents/<cluster>?wait=SECONDS`.
//
// A poll is answered at once when there is work for its agent, else when there is, else with 204 after `wait`. Who is
// not a task of that proxy gets nothing: the caller's address has to be that of the task it says it is, and where the
// cluster has a token, the report has to show it. A task that core has not seen yet is held for a moment, and core is
// told to look.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/router.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace signalbox {

struct desk_policy {
  std::chrono::milliseconds longest_wait{60000}; ///< of a poll, whatever it asks for
  std::chrono::milliseconds stranger_wait{2000}; ///< before somebody unknown is refused
  std::size_t most_waiting = 1024;               ///< polls of a cluster; above it the oldest is answered
};

/// Fits the port `proxy_agents`. All calls on any thread.
class agent_desk : public proxy_agents {
public:
  /// `tokens`: of each cluster, by its name; empty: its agents need none.
  explicit agent_desk(std::map<std::string, std::string> tokens, desk_policy policy = {});
  ~agent_desk() override;

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override;
  void offer(const cluster_id& cluster, agent_order order) override;
  void admit(const cluster_id& cluster, std::vector<admitted_task> tasks) override;

  /// For the server on `ListenAddr`. The desk has to live longer than the server.
  http_route endpoint();

private:
  class impl;
  std::shared_ptr<impl> impl_;
};

/// The agent itself: a POSIX shell script, the same bytes for every proxy.
const std::string& agent_script();

} // namespace signalbox
