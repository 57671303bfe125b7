// The labels of one service as checked values: no raw text of a tenant is in them.
#pragma once
#include "messages/routes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// Where requests go: to each task, to the service's virtual address, or to the addresses that Swarm's DNS returns.
enum class backend_mode { task, vip, dns };

/// One pair of the label `redirects`.
struct host_redirect {
  std::string host;                         ///< one of the service's own hosts
  bool from_http = true, from_https = true; ///< selected by the scheme of the source; both if it has none
  redirect go;
};

/// The settings of a routed service.
struct app_labels {
  std::vector<std::string> hosts; ///< sorted, each once, at most 64; each passes `is_host_pattern`
  bool default_backend = false;   ///< serves every host that no other service serves
  std::uint16_t port = 0;         ///< port of the container, 1 to 65535
  std::string network;            ///< a name by Docker's grammar; empty: not given
  backend_mode mode = backend_mode::task;
  std::vector<std::string> roots;      ///< context roots, sorted; empty: `/`
  bool rewrite = false;                ///< tasks do not see the context root
  std::vector<std::string> websockets; ///< paths on which connections may be upgraded, sorted
  std::vector<host_redirect> redirects;
  std::string certificate, key; ///< names of secrets, as written
  bool passthrough = false;
  backend backend_defaults; ///< weight, failures, canary marks; without targets
  route_settings route;     ///< settings of each path; names of secrets as written
};

} // namespace signalbox
