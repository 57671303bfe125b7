// A proxy's configuration from somebody's own template: a Jsonnet program, which can compute a text from the routes and
// nothing else. It has no files, no processes and no clock.
#pragma once
#include "actors/ports.hpp"

#include <string>

namespace signalbox {

/// The text is what the template's function gives for its argument `routes`: what an extension is sent, with every
/// field there, defaults too. A template that fails is a problem with its name, line and column. `name`: for problems.
renderer template_renderer(std::string name, std::string text);

} // namespace signalbox
