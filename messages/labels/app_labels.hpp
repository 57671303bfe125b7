// What one service asks for, in checked values: nothing of what a tenant wrote is here in its raw form.
#pragma once
#include "messages/routes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// Who gets the requests: each task, the service's virtual address, or whoever Swarm's DNS names.
enum class backend_mode { task, vip, dns };

/// One pair of the label `redirects`.
struct host_redirect {
  std::string host;                         ///< one of the service's own
  bool from_http = true, from_https = true; ///< by the source's scheme; both without one
  redirect go;
};

/// What a routed service asked for.
struct app_labels {
  std::vector<std::string> hosts; ///< sorted, each once, at most 64: `is_host_pattern`
  bool default_backend = false;   ///< answers for every host that nobody else serves
  std::uint16_t port = 0;         ///< the container's port, 1 to 65535
  std::string network;            ///< name by Docker's grammar; empty: not given
  backend_mode mode = backend_mode::task;
  std::vector<std::string> roots;      ///< context roots, sorted; empty: `/`
  bool rewrite = false;                ///< tasks do not see the context root
  std::vector<std::string> websockets; ///< paths on which connections may be upgraded, sorted
  std::vector<host_redirect> redirects;
  std::string certificate, key; ///< names of secrets, as they were written
  bool passthrough = false;
  backend backend_defaults; ///< weight, failures, canary marks; no targets
  route_settings route;     ///< of each path; names of secrets as they were written
};

} // namespace signalbox
