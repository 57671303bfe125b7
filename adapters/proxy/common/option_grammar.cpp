#include "adapters/proxy/common/option_grammar.hpp"

#include "messages/text/value_grammars.hpp"

#include <regex>

namespace signalbox {

option_text invalid_value() { return {{}, "does not fit"}; }

option_text whole_number_of(const option_value& value, const option_grammar& self) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number && *number >= self.least && *number <= self.most ? option_text{std::to_string(*number), {}}
                                                                 : invalid_value();
}

// The length is checked first, because std::regex recurses.
option_text matching(const option_value& value, const char* language) {
  const auto* text = std::get_if<std::string>(&value);
  return text && text->size() <= 255 && std::regex_match(*text, std::regex(language)) ? option_text{*text, {}}
                                                                                      : invalid_value();
}

namespace {

option_text yes_or_no(const option_value& value, const option_grammar&) {
  const auto* yes = std::get_if<bool>(&value);
  return yes ? option_text{*yes ? "on" : "off", {}} : invalid_value();
}

constexpr char path_text[] = "/[A-Za-z0-9._/-]+";
constexpr char body_size_text[] = "[0-9]{1,9}[kKmMgG]?";
constexpr char ciphers_text[] = "[A-Za-z0-9:!+@_=.-]+";
constexpr char tls_versions_text[] =
    "(TLSv1|TLSv1\\.1|TLSv1\\.2|TLSv1\\.3)( (TLSv1|TLSv1\\.1|TLSv1\\.2|TLSv1\\.3)){0,3}";

option_text program(const option_value& value, const option_grammar&) {
  const auto* text = std::get_if<std::string>(&value);
  return text && version_of(*text) ? option_text{*text, {}} : invalid_value();
}

option_text address_ranges(const option_value& value, const option_grammar&) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  option_text all;
  for (const auto& entry : list ? *list : std::vector<std::string>{}) {
    const auto range = address_range(entry);
    if (!range)
      return invalid_value();
    all.text += (all.text.empty() ? "" : " ") + *range;
  }
  return list ? all : invalid_value();
}

} // namespace

namespace grammars {
const option_grammar pid_path{"an absolute path of letters, digits, '.', '_' and '-'", text_of<path_text>};
const option_grammar seconds{"a whole number of seconds from 1 to 604800", whole_number_of, 1, 604800};
const option_grammar body_size{"a size, such as \"32m\"; \"0\" is without limit", text_of<body_size_text>};
const option_grammar flag{"true or false", yes_or_no};
const option_grammar ciphers{"a list of ciphers as OpenSSL writes it", text_of<ciphers_text>};
const option_grammar tls_versions{"versions such as \"TLSv1.2 TLSv1.3\"", text_of<tls_versions_text>};
const option_grammar version{"a version such as \"1.27.4\"", program};
const option_grammar ranges{"a list of addresses and networks, such as \"10.0.0.0/8\"", address_ranges};
} // namespace grammars

} // namespace signalbox
