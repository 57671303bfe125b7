// The status page at `/`: one HTML document without scripts or other files.
#pragma once
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The snapshot as HTML, which reloads itself every 5 s if `reloads`. All external text (label values, names, errors)
/// is escaped.
std::string status_page(const status_snapshot& p, bool reloads = true);
/// The page before the first snapshot.
std::string starting_page();

} // namespace signalbox
