// Reads the two levels of the file, each by its table of keys.
#pragma once
#include "adapters/config/report.hpp"
#include "messages/settings.hpp"

#include <toml++/toml.h>

namespace signalbox {

/// Reads the values of the file; every unknown or invalid key is reported to `found`.
settings read_settings(const toml::table& file, report& found);

} // namespace signalbox
