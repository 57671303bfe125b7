// Where extension services ask for routes and hand in their texts: `POST /v1/extensions/<cluster>?wait=SECONDS`.
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

/// Fits the port `extension_services`. All calls on any thread. Who is not a task of that cluster's extension service
/// gets nothing, as at the agents' server.
class extension_server : public extension_services {
public:
  /// Of the clusters that have an extension service. Their settings are part of what is sent.
  explicit extension_server(const std::vector<cluster_settings>& clusters, long_poll_limits limits = {});

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(extension_event)> sink) override;
  void request(const cluster_id& cluster, render_request request) override;
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) override;

  /// For the server on `ListenAddr`. This object has to live longer than that server.
  http_route endpoint();
  /// Lets polls that come from an extension task's address be large, and nobody else's.
  void widen(http_limits& limits);

private:
  class impl;
  std::shared_ptr<impl> impl_;
};

} // namespace signalbox
