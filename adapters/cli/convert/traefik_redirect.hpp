// Traefik's middleware `redirectregex`: which of its expressions redirect a whole host.
#pragma once
#include "adapters/cli/convert/traefik_middleware.hpp"

namespace signalbox {

/// Adds a redirect for each host of the route that the expression redirects as a whole. Every other expression gets a
/// note.
void put_redirect_regex(const foreign_options& options, label_draft& draft);

} // namespace signalbox
