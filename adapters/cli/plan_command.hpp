// `signalbox plan`
#pragma once
#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/validate.hpp"

namespace signalbox {

/// Prints a line a cluster: what core would do to its proxy, and why. Reads the Swarm, writes nothing. Gives the exit
/// code.
int plan(const plan_command& wanted, const more_checks& check);

} // namespace signalbox
