// The last check before printing. An error here means that a value passed the label grammar or was never checked: both
// are defects of Signalbox, and no text is better than a wrong one.
#pragma once
#include "messages/problem.hpp"
#include "messages/routes.hpp"

namespace signalbox {

/// An error for every value in the table that is not valid in a configuration.
problems check_routes(const route_table& routes);

/// Why there is no text: the errors of the options, and those of `check_routes`.
problems why_not_rendered(problems in_options, const route_table& routes);

} // namespace signalbox
