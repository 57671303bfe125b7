// The last look before anything is printed. What is found here passed the grammar of labels, or was never asked: either
// is a mistake of Signalbox, and no text is better than one that says something else.
#pragma once
#include "messages/problem.hpp"
#include "messages/routes.hpp"

namespace signalbox {

/// An error for everything in the table that could not stand in a configuration.
problems check_routes(const route_table& routes);

/// Why there is no text: the errors in what was found in the options, and those of `check_routes`.
problems why_not_rendered(problems in_options, const route_table& routes);

} // namespace signalbox
