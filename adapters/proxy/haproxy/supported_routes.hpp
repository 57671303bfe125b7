// What of a route table HAProxy can serve. What keeps somebody out, or is needed to serve at all, costs the service
// that asks for it its routes: better no answer than one to the wrong people. All else costs a warning.
#pragma once
#include "messages/problem.hpp"
#include "messages/routes.hpp"

namespace signalbox {

struct supported_routes {
  route_table routes; ///< without the services that an error is about
  problems found;     ///< sorted, without repetition
};

supported_routes find_supported(const route_table& routes);

/// Whether HAProxy finds the key: behind the certificate in the same file, or in a file of its name with `.key`.
bool key_is_found(const std::string& certificate, const std::string& key);

} // namespace signalbox
