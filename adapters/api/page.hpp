// The page for people at `/`: one HTML document without scripts or other files.
#pragma once
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The snapshot as HTML, which reloads itself every 5 s if `reloads`. Everything that came from outside (label values,
/// names, errors) is escaped.
std::string status_page(const status_snapshot& p, bool reloads = true);
/// What is shown before the first snapshot.
std::string starting_page();

} // namespace signalbox
