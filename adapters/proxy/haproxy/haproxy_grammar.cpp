#include "adapters/proxy/haproxy/haproxy_grammar.hpp"

#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <array>

namespace signalbox {
namespace {

constexpr char user_text[] = "[A-Za-z0-9._-]{1,64}";
constexpr char password_text[] = "[!#%-\\[\\]-~]{1,64}"; // no blanks, and no characters with a meaning inside quotes
constexpr char words_text[] = "[A-Za-z0-9:!+@_=.,/ -]+";

/// Keywords that begin a section: following lines would belong to another section than the operator expects.
constexpr std::array sections{"backend", "cache",       "crt-store", "defaults",    "fcgi-app", "frontend",
                              "global",  "http-errors", "listen",    "log-forward", "mailers",  "peers",
                              "program", "resolvers",   "ring",      "userlist"};

std::string first_word(std::string_view line) {
  return std::string(line.substr(0, std::min(line.find_first_of(" \t"), line.size())));
}

/// Quotes as HAProxy pairs them: a backslash escapes the next character, except inside single quotes.
bool quotes_are_closed(std::string_view line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'')
      ++i;
    else if (quote == '\0' && c == '#')
      return true;
    else if (quote == '\0' && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = '\0';
  }
  return quote == '\0';
}

option_text lines(const option_value& value, const option_grammar&) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return invalid_value();
  option_text all;
  for (const auto& entry : *list) {
    const auto line = trimmed(entry);
    if (line.empty())
      continue;
    if (std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }))
      return {{}, "has an entry of several lines: write one entry a line"};
    if (std::find(sections.begin(), sections.end(), first_word(line)) != sections.end())
      return {{}, "may not begin a section: " + first_word(line)};
    if (!quotes_are_closed(line))
      return {{}, "has an entry with a quote that is not closed"};
    all.text += "  " + std::string(line) + '\n';
  }
  return all;
}

option_text without_gap(const option_value& value, const option_grammar&) {
  const auto* text = std::get_if<std::string>(&value);
  return text && tls_bounds(*text) ? option_text{*text, {}} : invalid_value();
}

} // namespace

namespace grammars {
const option_grammar admin_user{"letters, digits, '.', '_' and '-'", text_of<user_text>};
const option_grammar admin_password{"printable characters but for blanks, '\"', '$' and '\\'", text_of<password_text>};
const option_grammar bind_words{"words of a bind line, such as \"no-sslv3 curves X25519\"", text_of<words_text>};
const option_grammar connection_count{"a whole number from 16 to 1048576", whole_number_of, 16, 1048576};
const option_grammar key_bits{"a whole number of bits from 1024 to 8192", whole_number_of, 1024, 8192};
const option_grammar global_lines{"a list of lines", lines};
const option_grammar default_lines{"a list of lines", lines};
const option_grammar tls_range{"versions without a gap, such as \"TLSv1.2 TLSv1.3\"", without_gap};
} // namespace grammars

std::optional<std::string> tls_bounds(std::string_view text) {
  constexpr std::array<std::string_view, 4> versions{"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  std::array<bool, 4> named{};
  for (const auto word : split(text, ' ')) {
    const auto known = std::find(versions.begin(), versions.end(), word);
    if (known == versions.end())
      return {};
    named[static_cast<std::size_t>(known - versions.begin())] = true;
  }
  const auto first = std::find(named.begin(), named.end(), true);
  const auto end = std::find(first, named.end(), false);
  if (std::find(end, named.end(), true) != named.end())
    return {};
  const auto name = [&](auto position) {
    const auto v = std::string(versions[static_cast<std::size_t>(position - named.begin())]);
    return v == "TLSv1" ? "TLSv1.0" : v;
  };
  return "ssl-min-ver " + name(first) + " ssl-max-ver " + name(end - 1);
}

} // namespace signalbox
