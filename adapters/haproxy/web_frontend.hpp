// The frontend of all requests: where they come in, what they are told, and which backend has to answer.
#pragma once
#include "adapters/haproxy/haproxy_style.hpp"
#include "adapters/haproxy/section_text.hpp"

namespace signalbox {

void write_web_frontend(section_text& out, const haproxy_style& style);

} // namespace signalbox
