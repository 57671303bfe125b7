// `signalbox render`
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

namespace signalbox {

/// Prints the configuration on stdout and what is wrong on stderr. Gives the exit code.
int render(const render_command& wanted);

} // namespace signalbox
