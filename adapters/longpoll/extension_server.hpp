// The endpoint from which extension services get routes and to which they send texts: `POST
// /v1/extensions/<cluster>?wait=SECONDS`.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/http_server.hpp"
#include "adapters/longpoll/extension_protocol.hpp"
#include "adapters/longpoll/poll_queue.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signalbox {

/// Implements the port `extension_services`. All calls on any thread. Only tasks of the cluster's extension service get
/// an answer, as in `agent_server`.
class extension_server : public extension_services {
public:
  /// For the clusters that have an extension service. Their settings are part of the requests.
  explicit extension_server(const std::vector<cluster_settings>& clusters, long_poll_limits limits = {});

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(extension_event)> sink) override;
  void request(const cluster_id& cluster, render_request request) override;
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) override;

  /// For the server on `ListenAddr`. This object has to outlive that server.
  http_route endpoint();
  /// Raises the body limit for polls from the addresses of extension tasks only.
  void widen(http_limits& limits);

private:
  class impl;
  std::shared_ptr<impl> impl_;
};

} // namespace signalbox
