// The part of a route table that HAProxy supports. If an unsupported setting restricts access or is essential, its
// service loses its routes: no answer is better than an answer to unauthorized clients. Other settings cause a warning.
#pragma once
#include "messages/problem.hpp"
#include "messages/routes.hpp"

namespace signalbox {

struct supported_routes {
  route_table routes; ///< without the services that have errors
  problems found;     ///< sorted, each once
};

supported_routes find_supported(const route_table& routes);

/// Whether HAProxy finds the key: after the certificate in the same file, or in the file of that name with `.key`.
bool key_is_found(const std::string& certificate, const std::string& key);

} // namespace signalbox
