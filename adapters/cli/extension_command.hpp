// `signalbox extension`
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

namespace signalbox {

/// Serves until SIGTERM. Gives the exit code.
int extension(const extension_command& wanted);

} // namespace signalbox
