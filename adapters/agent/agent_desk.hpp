// Where the agents of all proxies ask for their configuration: `POST /v1/agents/<cluster>?wait=SECONDS`.
//
// Who is not a task of that proxy gets nothing (`poll_desk`): the caller's address has to be that of the task it says
// it is, and where the cluster has a token, the report has to show it.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/poll_desk.hpp"
#include "adapters/http/router.hpp"

#include <map>
#include <memory>
#include <string>

namespace signalbox {

/// Fits the port `proxy_agents`. All calls on any thread.
class agent_desk : public proxy_agents {
public:
  /// `tokens`: of each cluster, by its name; empty: its agents need none.
  explicit agent_desk(std::map<std::string, std::string> tokens, desk_policy policy = {});

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override;
  void offer(const cluster_id& cluster, agent_order order) override;
  void admit(const cluster_id& cluster, std::vector<admitted_task> tasks) override;

  /// For the server on `ListenAddr`. The desk has to live longer than the server.
  http_route endpoint();

private:
  using desk = poll_desk<agent_order, agent_report, agent_event>;
  std::shared_ptr<desk> desk_;
  std::shared_ptr<const std::map<std::string, std::string>> tokens_;
};

/// The agent itself: a POSIX shell script, the same bytes for every proxy.
const std::string& agent_script();

} // namespace signalbox
