#include "adapters/proxy/nginx/nginx_grammar.hpp"

#include "adapters/proxy/nginx/directives.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr char account_text[] = "[a-z_][a-z0-9_-]{0,31}( [a-z_][a-z0-9_-]{0,31})?";
constexpr char access_log_text[] = "/[A-Za-z0-9._/-]+|off|syslog:[A-Za-z0-9:=.,_/\\[\\]-]+";
constexpr char error_log_text[] = "/[A-Za-z0-9._/-]+|stderr|syslog:[A-Za-z0-9:=.,_/\\[\\]-]+";
constexpr char version_text[] = "1\\.[01]";
constexpr char time_text[] = "[0-9]{1,6}|([0-9]{1,4}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?";
constexpr char times_text[] = "[0-9]{1,6}[smhd]?( [0-9]{1,6}[smhd]?)?";
constexpr char buffer_size_text[] = "[1-9][0-9]{0,5}[kKmM]|[1-9][0-9]{2,8}";
constexpr char buffers_text[] = "[1-9][0-9]{0,3} ([1-9][0-9]{0,3}[kKmM]|[1-9][0-9]{3,8})";

option_text count_or_auto(const option_value& value, const option_grammar& self) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text == "auto")
      return {*text, {}};
    if (text->size() <= 3 && !text->empty() && text->find_first_not_of("0123456789") == text->npos)
      return whole_number_of(std::int64_t{std::stoi(*text)}, self);
  }
  return whole_number_of(value, self);
}

/// Interlock's value ends with a `;`; here it is optional.
option_text log_fields(const option_value& value, const option_grammar&) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return invalid_value();
  const auto scan = scan_directives(*text);
  if (!scan.error.empty())
    return {{}, "cannot be read by nginx: " + scan.error};
  if (scan.names.size() != 1 || scan.has_blocks)
    return invalid_value();
  return {text->substr(0, scan.end), {}};
}

/// Raw directives, except those that would stop nginx: `forbidden` ones may occur once, and the rendered text contains
/// them already.
option_text lines(const option_value& value, std::initializer_list<const char*> forbidden) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return invalid_value();
  option_text all;
  for (const auto& entry : *list) {
    const auto scan = scan_directives(entry);
    if (!scan.error.empty())
      return {{}, "has an entry that nginx cannot read: " + scan.error};
    for (const char* name : forbidden)
      if (std::find(scan.names.begin(), scan.names.end(), name) != scan.names.end())
        return {{}, "may not hold the directive " + std::string(name) + ", which is there already"};
    if (scan.open)
      all.text += entry.substr(0, scan.end) + ';' + entry.substr(scan.end) + '\n';
    else if (!scan.names.empty())
      all.text += entry + '\n';
  }
  return all;
}

option_text lines_in_main(const option_value& value, const option_grammar&) { return lines(value, {"daemon", "http"}); }

option_text lines_in_http(const option_value& value, const option_grammar&) { return lines(value, {}); }

} // namespace

namespace grammars {
const option_grammar account{"an account's name, or an account's and a group's", text_of<account_text>};
const option_grammar access_log{"an absolute path, off, or syslog:…", text_of<access_log_text>};
const option_grammar error_log{"an absolute path, stderr, or syslog:…", text_of<error_log_text>};
const option_grammar workers{"a whole number from 1 to 512, or \"auto\"", count_or_auto, 1, 512};
const option_grammar open_files{"a whole number from 64 to 1073741816", whole_number_of, 64, 1073741816};
const option_grammar connections{"a whole number from 16 to 1048576", whole_number_of, 16, 1048576};
const option_grammar http_version{"\"1.0\" or \"1.1\"", text_of<version_text>};
const option_grammar time{"a time of nginx, such as \"60s\"", text_of<time_text>};
const option_grammar times{"one or two times of nginx, such as \"75s\"", text_of<times_text>};
const option_grammar buffer_size{"a size of at least 100 bytes, such as \"8k\"", text_of<buffer_size_text>};
const option_grammar buffers{"a number and a size of at least 1000 bytes, such as \"4 8k\"", text_of<buffers_text>};
const option_grammar hash_bytes{"a whole number of bytes from 32 to 65536", whole_number_of, 32, 65536};
const option_grammar zone_kilobytes{"a whole number of kilobytes from 32 to 1048576", whole_number_of, 32, 1048576};
const option_grammar log_format{"the quoted fields of one log_format", log_fields};
const option_grammar main_lines{"a list of directives", lines_in_main};
const option_grammar http_lines{"a list of directives", lines_in_http};
const option_grammar tcp_lines{"a list of directives", lines_in_http};
} // namespace grammars

} // namespace signalbox
