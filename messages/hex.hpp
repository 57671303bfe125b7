// Bytes as people write them.
#pragma once
#include <span>
#include <string>

namespace signalbox {

/// Two lower-case hexadecimal digits a byte.
std::string to_hex(std::span<const unsigned char> bytes);

} // namespace signalbox
