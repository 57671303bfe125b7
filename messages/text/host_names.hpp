// The grammar of a host name. It is an allow-list: what is not known to be harmless in a proxy's configuration does
// not pass, whatever it is. Everything that a tenant can put into the rendered text goes through here, through the
// port's digits or through an engine's own addresses.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

/// Why a name cannot be served, and what to write instead.
struct bad_host {
  std::string what, hint;
};

using checked_host = std::variant<std::string, bad_host>;

/// Reads one entry of the `hosts` label: blanks around it, a `:port` behind it, one dot at its end and capitals are
/// taken off, and an international name (UTF-8) becomes its ASCII form by IDNA 2008. What is left is a name by RFC
/// 1123, with `_` tolerated inside a part: at most 253 characters; or `*.` and such a name.
checked_host check_host(std::string_view entry);

/// Whether `name` is one that `check_host` would let through as it is, and no wildcard.
bool is_host_name(std::string_view name);
/// A host name, or `*.` and one: all names below it.
bool is_host_pattern(std::string_view name);

} // namespace signalbox
