// Digests of two configurations, and what a raw reply contains.
#pragma once
#include <string>

namespace signalbox {

inline const std::string a(32, 'a'), b(32, 'b');

inline bool says(const std::string& reply, const std::string& part) { return reply.find(part) != std::string::npos; }

} // namespace signalbox
