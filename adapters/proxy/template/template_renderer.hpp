// Renders a proxy's configuration with a user's template: a Jsonnet program, which computes a text from the routes
// only. It has no access to files, processes or a clock.
#pragma once
#include "actors/ports.hpp"

#include <string>

namespace signalbox {

/// The text is the result of the template's function for its argument `routes`: the JSON that extensions receive, with
/// all fields, defaults included. A failing template is a problem with its name, line and column. `name`: for problems.
renderer template_renderer(std::string name, std::string text);

} // namespace signalbox
