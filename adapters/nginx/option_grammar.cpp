#include "adapters/nginx/option_grammar.hpp"

#include "adapters/labels/label_values.hpp"
#include "adapters/nginx/directives.hpp"

#include <algorithm>
#include <regex>

namespace signalbox {
namespace {

option_text misfit() { return {{}, "does not fit"}; }

option_text whole_number(const option_value& value, const option_grammar& self) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number && *number >= self.least && *number <= self.most ? option_text{std::to_string(*number), {}} : misfit();
}

option_text yes_or_no(const option_value& value, const option_grammar&) {
  const auto* yes = std::get_if<bool>(&value);
  return yes ? option_text{*yes ? "on" : "off", {}} : misfit();
}

/// Text that is one of a language. The lengths are bounded first: std::regex recurses.
option_text matching(const option_value& value, const char* language) {
  const auto* text = std::get_if<std::string>(&value);
  return text && text->size() <= 255 && std::regex_match(*text, std::regex(language)) ? option_text{*text, {}}
                                                                                      : misfit();
}

template <const char* language>
option_text text_of(const option_value& value, const option_grammar&) {
  return matching(value, language);
}

constexpr char account_text[] = "[a-z_][a-z0-9_-]{0,31}( [a-z_][a-z0-9_-]{0,31})?";
constexpr char path_text[] = "/[A-Za-z0-9._/-]+";
constexpr char access_log_text[] = "/[A-Za-z0-9._/-]+|off|syslog:[A-Za-z0-9:=.,_/\\[\\]-]+";
constexpr char error_log_text[] = "/[A-Za-z0-9._/-]+|stderr|syslog:[A-Za-z0-9:=.,_/\\[\\]-]+";
constexpr char version_text[] = "1\\.[01]";
constexpr char time_text[] = "[0-9]{1,6}|([0-9]{1,4}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?";
constexpr char times_text[] = "[0-9]{1,6}[smhd]?( [0-9]{1,6}[smhd]?)?";
constexpr char body_size_text[] = "[0-9]{1,9}[kKmMgG]?";
constexpr char buffer_size_text[] = "[1-9][0-9]{0,5}[kKmM]|[1-9][0-9]{2,8}";
constexpr char buffers_text[] = "[1-9][0-9]{0,3} ([1-9][0-9]{0,3}[kKmM]|[1-9][0-9]{3,8})";

constexpr char ciphers_text[] = "[A-Za-z0-9:!+@_=.-]+";
constexpr char tls_versions_text[] =
    "(TLSv1|TLSv1\\.1|TLSv1\\.2|TLSv1\\.3)( (TLSv1|TLSv1\\.1|TLSv1\\.2|TLSv1\\.3)){0,3}";

option_text program(const option_value& value, const option_grammar&) {
  const auto* text = std::get_if<std::string>(&value);
  return text && version_of(*text) ? option_text{*text, {}} : misfit();
}

option_text address_ranges(const option_value& value, const option_grammar&) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  option_text all;
  for (const auto& entry : list ? *list : std::vector<std::string>{}) {
    const auto range = address_range(entry);
    if (!range)
      return misfit();
    all.text += (all.text.empty() ? "" : " ") + *range;
  }
  return list ? all : misfit();
}

option_text count_or_auto(const option_value& value, const option_grammar& self) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text == "auto")
      return {*text, {}};
    if (text->size() <= 3 && !text->empty() && text->find_first_not_of("0123456789") == text->npos)
      return whole_number(std::int64_t{std::stoi(*text)}, self);
  }
  return whole_number(value, self);
}

/// Interlock's value ends with the closing `;`; here it may be left out.
option_text log_fields(const option_value& value, const option_grammar&) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return misfit();
  const auto scan = scan_directives(*text);
  if (!scan.error.empty())
    return {{}, "cannot be read by nginx: " + scan.error};
  if (scan.names.size() != 1 || scan.has_blocks)
    return misfit();
  return {text->substr(0, scan.end), {}};
}

/// Raw directives, but for those that would end nginx: it reads `forbidden` once, and once it is there already.
option_text lines(const option_value& value, std::initializer_list<const char*> forbidden) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return misfit();
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
const option_grammar pid_path{"an absolute path of letters, digits, '.', '_' and '-'", text_of<path_text>};
const option_grammar access_log{"an absolute path, off, or syslog:…", text_of<access_log_text>};
const option_grammar error_log{"an absolute path, stderr, or syslog:…", text_of<error_log_text>};
const option_grammar workers{"a whole number from 1 to 512, or \"auto\"", count_or_auto, 1, 512};
const option_grammar open_files{"a whole number from 64 to 1073741816", whole_number, 64, 1073741816};
const option_grammar connections{"a whole number from 16 to 1048576", whole_number, 16, 1048576};
const option_grammar seconds{"a whole number of seconds from 1 to 604800", whole_number, 1, 604800};
const option_grammar http_version{"\"1.0\" or \"1.1\"", text_of<version_text>};
const option_grammar time{"a time of nginx, such as \"60s\"", text_of<time_text>};
const option_grammar times{"one or two times of nginx, such as \"75s\"", text_of<times_text>};
const option_grammar body_size{"a size, such as \"32m\"; \"0\" is without limit", text_of<body_size_text>};
const option_grammar buffer_size{"a size of at least 100 bytes, such as \"8k\"", text_of<buffer_size_text>};
const option_grammar buffers{"a number and a size of at least 1000 bytes, such as \"4 8k\"", text_of<buffers_text>};
const option_grammar flag{"true or false", yes_or_no};
const option_grammar hash_bytes{"a whole number of bytes from 32 to 65536", whole_number, 32, 65536};
const option_grammar zone_kilobytes{"a whole number of kilobytes from 32 to 1048576", whole_number, 32, 1048576};
const option_grammar log_format{"the quoted fields of one log_format", log_fields};
const option_grammar main_lines{"a list of directives", lines_in_main};
const option_grammar http_lines{"a list of directives", lines_in_http};
const option_grammar tcp_lines{"a list of directives", lines_in_http};
const option_grammar ciphers{"a list of ciphers as OpenSSL writes it", text_of<ciphers_text>};
const option_grammar tls_versions{"versions such as \"TLSv1.2 TLSv1.3\"", text_of<tls_versions_text>};
const option_grammar version{"a version such as \"1.27.4\"", program};
const option_grammar ranges{"a list of addresses and networks, such as \"10.0.0.0/8\"", address_ranges};
} // namespace grammars

} // namespace signalbox
