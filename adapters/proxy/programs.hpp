// The table of proxy programs.
#pragma once
#include "messages/proxy_program.hpp"

namespace signalbox {

/// Every program that this version has a renderer for; the default first.
proxy_programs proxy_program_table();

/// What core renders for itself, where a cluster's settings name no `Image`.
const proxy_program& default_program();

} // namespace signalbox
