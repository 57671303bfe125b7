// The routing table of a server: handlers by path.
#pragma once
#include "adapters/http/http_message.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// How a route's path is compared.
enum class path_match { exact, prefix };

/// One row of the routing table.
struct http_route {
  std::string path;
  path_match how = path_match::exact;
  http_handler handler;
  std::vector<std::string> methods = {"GET", "HEAD"}; ///< empty: any method
};

using http_routes = std::vector<http_route>;

/// Calls the handler of the first route that matches path and method. No route for the path: 404; no route for the
/// method: 405 with `Allow`; a handler that throws: 500. These replies are JSON problems.
http_reply route(const http_routes& table, const http_request& request);

} // namespace signalbox
