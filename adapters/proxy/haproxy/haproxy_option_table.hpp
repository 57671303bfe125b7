// Every key of `[Extensions.<name>.Config]` that Interlock documents for HAProxy, and the keys of nginx with the same
// meaning.
#pragma once
#include "adapters/proxy/common/options.hpp"

namespace signalbox {

/// Sorted by key.
option_table haproxy_option_table();

} // namespace signalbox
