// Character classes for ASCII only: the C library's functions depend on the locale.
#pragma once
#include <algorithm>
#include <string_view>

namespace signalbox {

inline bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Printable, and not a space.
inline bool is_graphic(char c) { return c > 0x20 && c < 0x7f; }

/// Letters, digits and the `others`, nothing else.
inline bool only(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(),
                     [others](char c) { return is_alnum(c) || others.find(c) != others.npos; });
}

} // namespace signalbox
