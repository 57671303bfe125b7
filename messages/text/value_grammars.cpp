#include "messages/text/value_grammars.hpp"

#include "messages/text/host_names.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace signalbox {
namespace {

constexpr std::size_t longest_path = 255, longest_header_value = 1024, longest_name = 64, longest_network = 255;
constexpr std::uint32_t year = 366 * 24 * 3600;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain(char c) { return is_digit(c) || is_letter(c); }

bool all_of(std::string_view text, std::string_view also) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || also.find(c) != also.npos; });
}

bool is_word(std::string_view text, std::string_view also, std::size_t longest) {
  return !text.empty() && text.size() <= longest && is_plain(text.front()) && all_of(text, also);
}

/// Sets all bits after the first `kept` to zero.
void mask(unsigned char* bytes, std::size_t size, std::uint32_t kept) {
  for (std::size_t i = 0; i < size; ++i, kept -= std::min<std::uint32_t>(kept, 8))
    if (kept < 8)
      bytes[i] &= static_cast<unsigned char>(0xff00u >> kept);
}

std::optional<std::string> range_of(int family, const std::string& address, std::optional<std::string_view> length) {
  std::array<unsigned char, sizeof(in6_addr)> raw{};
  const std::size_t size = family == AF_INET ? 4 : 16;
  if (inet_pton(family, address.c_str(), raw.data()) != 1)
    return {};
  const auto bits = length ? whole_number(*length, static_cast<std::uint32_t>(8 * size))
                           : std::optional(static_cast<std::uint32_t>(8 * size));
  if (!bits)
    return {};
  mask(raw.data(), size, *bits);
  std::array<char, INET6_ADDRSTRLEN> text{};
  std::string plain = inet_ntop(family, raw.data(), text.data(), text.size());
  return length ? plain + '/' + std::to_string(*bits) : plain;
}

} // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= list.size();) {
    const auto to = std::min(list.find(separator, from), list.size());
    parts.push_back(trimmed(list.substr(from, to - from)));
    from = to + 1;
  }
  return parts;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
  return lower;
}

std::optional<std::uint32_t> whole_number(std::string_view text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || failed != std::errc{} || stop != text.data() + text.size() || number > most)
    return {};
  return text.front() == '0' && text.size() > 1 ? std::nullopt : std::optional(number);
}

std::optional<whole_seconds> span_of_time(std::string_view text) {
  constexpr std::string_view units = "smhd";
  constexpr std::array<std::uint32_t, 4> lengths{1, 60, 3600, 86400};
  const auto unit = text.empty() ? units.npos : units.find(text.back());
  const auto number = whole_number(unit == units.npos ? text : text.substr(0, text.size() - 1), year);
  if (!number || *number == 0)
    return {};
  const auto seconds = std::uint64_t{*number} * (unit == units.npos ? 1 : lengths[unit]);
  return seconds > year ? std::nullopt : std::optional(whole_seconds(seconds));
}

std::optional<std::string> size_in_bytes(std::string_view text) {
  auto lower = lowered(text);
  const bool unit = !lower.empty() && std::string_view("kmg").find(lower.back()) != std::string_view::npos;
  const auto number = whole_number(std::string_view(lower).substr(0, lower.size() - (unit ? 1 : 0)), 999999999);
  return number ? std::optional(std::move(lower)) : std::nullopt;
}

bool is_path(std::string_view text) {
  if (text.empty() || text.front() != '/' || text.size() > longest_path || !all_of(text, "/._~@:+-"))
    return false;
  if (text == "/")
    return true;
  const auto segments = split(text.substr(1), '/');
  return std::none_of(segments.begin(), segments.end(), [](auto s) { return s.empty() || s == "." || s == ".."; });
}

std::optional<std::string> plain_path(std::string_view text) {
  if (text.size() > 1 && text.ends_with('/'))
    text.remove_suffix(1);
  return is_path(text) ? std::optional(std::string(text)) : std::nullopt;
}

bool is_cookie_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && all_of(text, "_.-");
}

bool is_header_name(std::string_view text) { return is_word(text, "-", longest_name) && is_letter(text.front()); }

bool is_header_value(std::string_view text) {
  return text.size() <= longest_header_value &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '$' && c != '\\'; });
}

bool is_plain_value(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && all_of(text, "._-");
}

bool is_secret_name(std::string_view text) { return is_word(text, "._-", longest_name) && is_plain(text.back()); }

bool is_network_name(std::string_view text) { return is_word(text, "._-", longest_network); }

std::optional<std::string> address_range(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  if (address.find('\0') != address.npos)
    return {};
  const auto length = slash == text.npos ? std::nullopt : std::optional(text.substr(slash + 1));
  const auto v4 = range_of(AF_INET, address, length);
  return v4 ? v4 : range_of(AF_INET6, address, length);
}

std::optional<std::string> redirect_target(std::string_view text) {
  const auto scheme = text.starts_with("https://") ? std::string_view("https://") : std::string_view("http://");
  if (!text.starts_with(scheme) || text.size() > 512)
    return {};
  const auto rest = text.substr(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto authority = rest.substr(0, slash), path = rest.substr(slash);
  const auto colon = authority.find(':');
  const auto host = lowered(authority.substr(0, colon));
  const auto port = colon == authority.npos ? std::optional(80u) : whole_number(authority.substr(colon + 1), 65535);
  const auto kept = path.empty() || path == "/" ? std::optional<std::string>("") : plain_path(path);
  if (!is_host_name(host) || !port || *port == 0 || !kept)
    return {};
  return std::string(scheme) + host + (colon == authority.npos ? "" : ':' + std::to_string(*port)) + *kept;
}

std::optional<std::string> hsts_value(std::string_view text) {
  std::string value;
  for (const auto part : split(text, ';')) {
    const auto age = value.empty() ? span_of_time(part) : std::nullopt;
    if (age)
      value = "max-age=" + std::to_string(age->count());
    else if (!value.empty() && (lowered(part) == "includesubdomains" || lowered(part) == "preload"))
      value += lowered(part) == "preload" ? "; preload" : "; includeSubDomains";
    else
      return {};
  }
  return value;
}

std::optional<route_ref> parse_route_ref(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto host = lowered(text.substr(0, slash));
  const auto path = slash == text.size() ? std::optional<std::string>("/") : plain_path(text.substr(slash));
  return is_host_name(host) && path ? std::optional(route_ref{host, *path}) : std::nullopt;
}

} // namespace signalbox
