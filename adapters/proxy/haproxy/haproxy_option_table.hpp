// Every key of `[Extensions.<name>.Config]` that Interlock documents for HAProxy, and those of nginx that mean the
// same.
#pragma once
#include "adapters/proxy/common/options.hpp"

namespace signalbox {

/// Sorted by key.
option_table haproxy_option_table();

} // namespace signalbox
