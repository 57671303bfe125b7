// Bytes as hexadecimal text.
#pragma once
#include <span>
#include <string>

namespace signalbox {

/// Two lower-case hexadecimal digits for each byte.
std::string to_hex(std::span<const unsigned char> bytes);

} // namespace signalbox
