// `signalbox run`: wires the adapters to the actors, and waits for the end.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/validate.hpp"

namespace signalbox {

/// Returns after SIGTERM or SIGINT with 0, with 1 if the file has errors, nothing can listen, or the root actor ended
/// by itself (Swarm then restarts the core).
int run(const run_command& wanted, const more_checks& check);

} // namespace signalbox
