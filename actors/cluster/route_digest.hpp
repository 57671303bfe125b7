// The digest that tells whether a route table has changed.
#pragma once
#include "messages/identity.hpp"
#include "messages/routes.hpp"

namespace signalbox {

/// Equal tables give equal digests.
digest digest_of(const route_table& routes);

} // namespace signalbox
