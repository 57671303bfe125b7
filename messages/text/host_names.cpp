#include "messages/text/host_names.hpp"

#include "messages/problem.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <idn2.h>

namespace signalbox {
namespace {

constexpr std::size_t longest_host_name = 253, longest_part = 63;

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_part(std::string_view part) {
  const auto inner = [](char c) { return is_small_or_digit(c) || c == '-' || c == '_'; };
  return !part.empty() && part.size() <= longest_part && is_small_or_digit(part.front()) &&
         is_small_or_digit(part.back()) && std::all_of(part.begin(), part.end(), inner);
}

std::string_view without_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port = colon == text.npos ? std::string_view{} : text.substr(colon + 1);
  const bool numeric =
      !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
  return numeric ? text.substr(0, colon) : text;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80; });
}

/// Empty if the name has none. Names that are too long are not converted.
std::string ascii_form(std::string_view name) {
  if (is_ascii(name))
    return lowered(name);
  if (name.size() > 4 * longest_host_name || name.find('\0') != name.npos)
    return {};
  std::uint8_t* made = nullptr;
  const std::string text(name);
  if (idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(text.c_str()), &made,
                     IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return {};
  std::string ascii(reinterpret_cast<const char*>(made));
  idn2_free(made);
  return ascii;
}

std::string remedy_for(std::string_view entry) {
  if (trimmed(entry).empty())
    return "take out the comma that is too many";
  if (trimmed(entry) == "*")
    return "to answer for every host, set com.docker.lb.default_backend=true";
  if (entry.find('*') != entry.npos)
    return "a wildcard stands for the first part only: *.apps.example.com";
  if (entry.find("://") != entry.npos || entry.find('/') != entry.npos)
    return "give the host name only, without scheme and path";
  if (!is_ascii(entry))
    return "write an international name in UTF-8, or in its ASCII form, such as xn--bcher-kva.example";
  if (entry.size() > longest_host_name)
    return "a host name has at most 253 characters";
  if (entry.find_first_of(" ;") != entry.npos && entry.find_first_of("\n{}$") == entry.npos)
    return "separate several hosts by commas";
  return "use parts of 1 to 63 letters, digits, '-' and '_' that begin and end with a letter or digit, with dots "
         "between";
}

} // namespace

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > longest_host_name)
    return false;
  for (std::size_t from = 0; from <= name.size();) {
    const auto dot = std::min(name.find('.', from), name.size());
    if (!is_part(name.substr(from, dot - from)))
      return false;
    from = dot + 1;
  }
  return true;
}

bool is_host_pattern(std::string_view name) {
  return is_host_name(name.starts_with("*.") ? name.substr(2) : name) && name.size() <= longest_host_name;
}

checked_host check_host(std::string_view entry) {
  auto bare = without_port(trimmed(entry));
  if (bare.ends_with('.'))
    bare.remove_suffix(1);
  const bool wildcard = bare.starts_with("*.");
  auto name = ascii_form(wildcard ? bare.substr(2) : bare);
  if (wildcard)
    name.insert(0, "*.");
  if (is_host_pattern(name))
    return name;
  bad_host bad;
  bad.what = "'" + printable(std::string(entry)) + "' is not a host name that can be served";
  bad.hint = remedy_for(entry);
  return bad;
}

} // namespace signalbox
