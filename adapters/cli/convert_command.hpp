// `signalbox convert traefik|caddy`
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

namespace signalbox {

/// Prints what would give services with another router's labels the same with ours. Writes nothing. Gives the exit
/// code.
int convert(const convert_command& wanted);

} // namespace signalbox
