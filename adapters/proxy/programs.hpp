// The table of proxy programs.
#pragma once
#include "messages/proxy_program.hpp"

namespace signalbox {

/// Every program with a renderer in this version; the default first.
proxy_programs proxy_program_table();

/// The program of the built-in renderer, for clusters whose settings name no `Image`.
const proxy_program& default_program();

} // namespace signalbox
