// The frontend of all requests: listening addresses, headers, and the choice of a backend.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

void write_web_frontend(haproxy_writer& out, const haproxy_context& context);

} // namespace signalbox
