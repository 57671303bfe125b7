// The endpoint from which all agents get their configuration: `POST /v1/agents/<cluster>?wait=SECONDS`.
//
// Only tasks of the cluster's proxy get an answer (`poll_queue`): the caller's address has to be an address of the task
// that it names, and where the cluster has a token, the report has to contain it.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/router.hpp"
#include "adapters/longpoll/typed_long_poll_server.hpp"

#include <map>
#include <memory>
#include <string>

namespace signalbox {

/// Implements the port `proxy_agents`. All calls on any thread.
class agent_server : public proxy_agents {
public:
  /// `tokens`: by cluster name; empty: the cluster's agents need no token.
  explicit agent_server(std::map<std::string, std::string> tokens, long_poll_limits limits = {});

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override;
  void offer(const cluster_id& cluster, agent_assignment assignment) override;
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) override;

  /// For the server on `ListenAddr`. This object has to outlive that server.
  http_route endpoint();

private:
  using polls = typed_long_poll_server<agent_assignment, agent_report, agent_event>;
  std::shared_ptr<polls> polls_;
  std::shared_ptr<const std::map<std::string, std::string>> tokens_;
};

} // namespace signalbox
