// `signalbox status`, `signalbox history`, `signalbox explain SERVICE`
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

namespace signalbox {

/// Asks a running core and prints its answer. Gives the exit code.
int ask(const query_command& wanted);

} // namespace signalbox
