// Go's duration syntax, which Interlock's TOML uses.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace signalbox {

/// Parses `3s`, `500ms`, `1m30s`, `1.5h`, `-2s` and `0`; the units are ns, us, µs, ms, s, m and h. Empty if the text
/// has another form or the value does not fit into 64 bits of nanoseconds.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

} // namespace signalbox
