// The grammar of a host name. It is an allow-list: only text that is known to be harmless in a proxy's configuration
// passes. All tenant text in the configuration has passed this grammar, those of value_grammars.hpp, or the check of a
// port's digits, or is an address from the engine.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

/// Why a name is not accepted, and what to write instead.
struct bad_host {
  std::string what, hint;
};

using checked_host = std::variant<std::string, bad_host>;

/// Parses one entry of the `hosts` label: removes surrounding blanks, a `:port` suffix and one dot at the end, converts
/// to lower case, and converts an international name (UTF-8) to its ASCII form by IDNA 2008. The result is a name by
/// RFC 1123, with `_` allowed inside a part, of at most 253 characters; or `*.` and such a name.
checked_host check_host(std::string_view entry);

/// Whether `check_host` would return `name` unchanged, and it is not a wildcard.
bool is_host_name(std::string_view name);
/// A host name, or `*.` and a host name: all names below it.
bool is_host_pattern(std::string_view name);

} // namespace signalbox
