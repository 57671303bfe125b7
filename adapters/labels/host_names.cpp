#include "adapters/labels/host_names.hpp"

#include "messages/problem.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::size_t longest_name = 253, longest_part = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

bool is_part(std::string_view part) {
  const auto plain = [](char c) { return is_digit(c) || is_letter(c); };
  const auto inner = [&](char c) { return plain(c) || c == '-' || c == '_'; };
  return !part.empty() && part.size() <= longest_part && plain(part.front()) && plain(part.back()) &&
         std::all_of(part.begin(), part.end(), inner);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view without_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port = colon == text.npos ? std::string_view{} : text.substr(colon + 1);
  const bool numeric = !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
  return numeric ? text.substr(0, colon) : text;
}

std::string lowered(std::string_view text) {
  std::string name(text);
  for (char& c : name)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
  return name;
}

std::string remedy_for(std::string_view entry) {
  if (trimmed(entry).empty())
    return "take out the comma that is too many";
  if (entry.find('*') != entry.npos)
    return "this version serves no wildcards: name each host";
  if (entry.find("://") != entry.npos || entry.find('/') != entry.npos)
    return "give the host name only, without scheme and path";
  if (std::any_of(entry.begin(), entry.end(), [](unsigned char c) { return c >= 0x80; }))
    return "write an international name in its ASCII form, such as xn--bcher-kva.example";
  if (entry.size() > longest_name)
    return "a host name has at most 253 characters";
  if (entry.find_first_of(" ;") != entry.npos && entry.find_first_of("\n{}$") == entry.npos)
    return "separate several hosts by commas";
  return "use parts of 1 to 63 letters, digits, '-' and '_' that begin and end with a letter or digit, with dots "
         "between";
}

} // namespace

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name)
    return false;
  for (std::size_t from = 0; from <= name.size();) {
    const auto dot = std::min(name.find('.', from), name.size());
    if (!is_part(name.substr(from, dot - from)))
      return false;
    from = dot + 1;
  }
  return true;
}

checked_host check_host(std::string_view entry) {
  auto bare = without_port(trimmed(entry));
  if (bare.ends_with('.'))
    bare.remove_suffix(1);
  auto name = lowered(bare);
  if (is_host_name(name))
    return name;
  return bad_host{"'" + printable(std::string(entry)) + "' is not a host name that can be served", remedy_for(entry)};
}

} // namespace signalbox
