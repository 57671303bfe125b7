// What a value of `[Extensions.<name>.Config]` may be: one grammar a kind of option.
#pragma once
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

/// A value as the proxy takes it, or why there is none.
struct option_text {
  std::string text;  ///< behind the directive's name; raw lines each closed with a line feed
  std::string error; ///< completes "the value …"; empty if it fits
};

/// Reads one kind of value.
struct option_grammar {
  std::string_view expected; ///< completes "the value has to be …"
  option_text (*read)(const option_value& value, const option_grammar& self) = nullptr;
  std::int64_t least = 0, most = 0; ///< where it is a number
};

/// The answer to a value that its grammar does not have.
option_text invalid_value();
/// A number from `least` to `most`.
option_text whole_number_of(const option_value& value, const option_grammar& self);
/// Text of at most 255 bytes that the regular expression matches as a whole.
option_text matching(const option_value& value, const char* language);

template <const char* language>
option_text text_of(const option_value& value, const option_grammar&) {
  return matching(value, language);
}

namespace grammars {
extern const option_grammar pid_path, seconds, body_size, flag, ciphers, tls_versions, version, ranges;
} // namespace grammars

/// Default of SSLCiphers: what today's scanners ask for, forward secrecy and authenticated encryption only.
inline constexpr std::string_view modern_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

} // namespace signalbox
