// Every key of `[Extensions.<name>.Config]` that Interlock documents for nginx.
#pragma once
#include "adapters/proxy/common/options.hpp"

namespace signalbox {

/// Sorted by key.
option_table nginx_option_table();

} // namespace signalbox
