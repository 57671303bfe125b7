// The grammars of every text that a label can put into a proxy's configuration. All are allow-lists: only text that is
// known to be harmless passes. The renderer repeats the same checks before it prints.
#pragma once
#include "messages/route_settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// Removes blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// The parts between separators, trimmed; includes empty parts.
std::vector<std::string_view> split(std::string_view list, char separator);
/// Converts ASCII letters only.
std::string lowered(std::string_view text);

/// Decimal digits without a leading zero, at most `most`.
std::optional<std::uint32_t> whole_number(std::string_view text, std::uint32_t most);
/// `90`, `90s`, `5m`, `2h`, `1d`: at least a second, at most a year.
std::optional<whole_seconds> span_of_time(std::string_view text);
/// `0`, `512k`, `32m`, `1g`, in lower case.
std::optional<std::string> size_in_bytes(std::string_view text);

/// Begins with `/`; letters, digits and `._~@:+-` in segments that are not empty, `.` or `..`; at most 255 characters.
bool is_path(std::string_view text);
/// The canonical form of a path: without `/` at its end, except the path `/`.
std::optional<std::string> plain_path(std::string_view text);

/// A token by RFC 6265 in which only `.` and `-` need quotes in a regular expression: letters, digits, `_.-`.
bool is_cookie_name(std::string_view text);
/// Letters, digits and `-`, first a letter, at most 64.
bool is_header_name(std::string_view text);
/// Printable ASCII without `$` and `\`, which nginx would replace; at most 1024 bytes.
bool is_header_value(std::string_view text);
/// Letters, digits and `._-`, at most 64.
bool is_plain_value(std::string_view text);
/// By Docker's grammar of objects: letters, digits and `._-`, at most 64, first and last a letter or digit.
bool is_secret_name(std::string_view text);
/// By Docker's grammar: as a secret's name, but at most 255, and only the first must be a letter or digit.
bool is_network_name(std::string_view text);

/// An address or `address/length`, IPv4 or IPv6; the bits after the length are set to zero.
std::optional<std::string> address_range(std::string_view text);

/// Scheme, host, port and path of a redirect's target in nginx's form, without `/` at the end.
std::optional<std::string> redirect_target(std::string_view text);
/// `max-age` in seconds with `includeSubDomains` and `preload`, as the header's value.
std::optional<std::string> hsts_value(std::string_view text);
/// `host.example/path`.
std::optional<route_ref> parse_route_ref(std::string_view text);

} // namespace signalbox
