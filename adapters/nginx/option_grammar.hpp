// What a value of `[Extensions.<name>.Config]` may be: one grammar a kind of option.
#pragma once
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

/// A value as nginx takes it, or why there is none.
struct option_text {
  std::string text;  ///< behind the directive's name; for raw directives whole lines, each closed with `;`
  std::string error; ///< completes "the value …"; empty if it fits
};

/// Reads one kind of value.
struct option_grammar {
  std::string_view expected; ///< completes "the value has to be …"
  option_text (*read)(const option_value& value, const option_grammar& self) = nullptr;
  std::int64_t least = 0, most = 0; ///< where it is a number
};

namespace grammars {
extern const option_grammar account, pid_path, access_log, error_log, workers, open_files, connections, seconds,
    http_version, time, times, body_size, buffer_size, buffers, flag, hash_bytes, zone_kilobytes, log_format,
    main_lines, http_lines, tcp_lines, ciphers, tls_versions, version, ranges;
} // namespace grammars

} // namespace signalbox
