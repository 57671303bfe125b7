// The two levels of the file, each read by its table of keys.
#pragma once
#include "adapters/config/report.hpp"
#include "messages/settings.hpp"

#include <toml++/toml.h>

namespace signalbox {

/// Fills in what the file says; every key that is unknown or wrong goes into `found`.
settings read_settings(const toml::table& file, report& found);

} // namespace signalbox
