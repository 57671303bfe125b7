// The frontend of all requests: where they come in, what they are told, and which backend has to answer.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

void write_web_frontend(haproxy_writer& out, const haproxy_context& context);

} // namespace signalbox
