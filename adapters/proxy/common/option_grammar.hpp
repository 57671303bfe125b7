// The values of `[Extensions.<name>.Config]`: one grammar for each kind of option.
#pragma once
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

/// A value in the proxy's form, or why there is none.
struct option_text {
  std::string text;  ///< arguments of the directive; raw lines each end with a line feed
  std::string error; ///< completes "the value …"; empty: no error
};

/// Parses one kind of value.
struct option_grammar {
  std::string_view expected; ///< completes "the value has to be …"
  option_text (*read)(const option_value& value, const option_grammar& self) = nullptr;
  std::int64_t least = 0, most = 0; ///< limits of a number
};

/// The result for a value that does not match its grammar.
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

/// Default of SSLCiphers: forward secrecy and authenticated encryption only, as today's scanners require.
inline constexpr std::string_view modern_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

} // namespace signalbox
