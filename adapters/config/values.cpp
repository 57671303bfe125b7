#include "adapters/config/values.hpp"

#include "adapters/config/duration.hpp"
#include "messages/problem.hpp"

#include <limits>

namespace signalbox {
namespace {

void wrong_type(const toml::node& value, const value_site& site, const std::string& wanted, const std::string& hint) {
  site.found.error(site.path, site.key + " is " + std::string(kind_of(value)) + ", but " + wanted + " is needed", hint);
}

void refuse(const value_site& site, const std::string& value, const std::string& what, const std::string& hint) {
  site.found.error(site.path, site.key + " = " + value + ' ' + what, hint);
}

/// Whether the check accepts the text; reports a problem if not.
bool passes(const std::string& text, const value_site& site) {
  auto wrong = site.check ? site.check(text) : std::nullopt;
  if (wrong)
    refuse(site, '"' + printable(text) + '"', wrong->what, wrong->hint);
  return !wrong;
}

void read_integer(const toml::node& value, const value_site& site, std::int64_t largest, const std::string& example,
                  std::int64_t& into) {
  auto number = value.value_exact<std::int64_t>();
  auto text = value.value_exact<std::string>();
  bool quoted = text && !text->empty() && text->find_first_not_of("0123456789") == text->npos;
  if (!number)
    wrong_type(value, site, "an integer", "write " + site.key + " = " + (quoted ? printable(*text) : example));
  else if (*number < 0 || *number > largest)
    refuse(site, std::to_string(*number), "is out of range",
           largest == std::numeric_limits<std::int64_t>::max() ? "0 and more are allowed"
                                                               : "0 to " + std::to_string(largest) + " are allowed");
  else
    into = *number;
}

} // namespace

void read_value(const toml::node& value, const value_site& site, std::string& into) {
  auto text = value.value_exact<std::string>();
  if (!text)
    wrong_type(value, site, "a string", "write " + site.key + " = \"" + shown(value) + '"');
  else if (*text == into || passes(*text, site))
    into = *text;
}

void read_value(const toml::node& value, const value_site& site, bool& into) {
  if (auto flag = value.value_exact<bool>())
    into = *flag;
  else
    wrong_type(value, site, "true or false", "write " + site.key + " = true, without quotes");
}

void read_value(const toml::node& value, const value_site& site, std::uint16_t& into) {
  std::int64_t number = into;
  read_integer(value, site, 65535, std::to_string(into), number);
  into = static_cast<std::uint16_t>(number);
}

void read_value(const toml::node& value, const value_site& site, std::uint64_t& into) {
  auto number = static_cast<std::int64_t>(into);
  read_integer(value, site, std::numeric_limits<std::int64_t>::max(), std::to_string(into), number);
  into = static_cast<std::uint64_t>(number);
}

void read_value(const toml::node& value, const value_site& site, std::chrono::nanoseconds& into) {
  auto text = value.value_exact<std::string>();
  if (!text) {
    auto seconds = value.value_exact<std::int64_t>();
    return wrong_type(value, site, "a duration in quotes",
                      "write " + site.key + " = \"" + (seconds && *seconds > 0 ? shown(value) : "3") + "s\"");
  }
  auto length = parse_duration(*text);
  if (!length)
    refuse(site, '"' + printable(*text) + '"', "is not a duration", "write it like \"3s\", \"500ms\" or \"1m30s\"");
  else if (length->count() < 0)
    refuse(site, '"' + printable(*text) + '"', "is negative", "write it like \"3s\", \"500ms\" or \"1m30s\"");
  else
    into = *length;
}

void read_value(const toml::node& value, const value_site& site, std::chrono::milliseconds& into) {
  std::chrono::nanoseconds length = into;
  read_value(value, site, length);
  into = std::chrono::duration_cast<std::chrono::milliseconds>(length);
}

void read_value(const toml::node& value, const value_site& site, std::optional<std::chrono::nanoseconds>& into) {
  std::chrono::nanoseconds length{-1};
  read_value(value, site, length);
  if (length.count() >= 0)
    into = length;
}

void read_value(const toml::node& value, const value_site& site, publish_mode& into) {
  auto text = value.value_exact<std::string>();
  if (!text)
    wrong_type(value, site, "\"ingress\" or \"host\"", "write " + site.key + " = \"ingress\"");
  else if (*text == "ingress" || *text == "host")
    into = *text == "host" ? publish_mode::host : publish_mode::ingress;
  else
    refuse(site, '"' + printable(*text) + '"', "is not a way to publish ports", "use \"ingress\" or \"host\"");
}

void read_value(const toml::node& value, const value_site& site, std::vector<std::string>& into) {
  const auto* list = value.as_array();
  if (!list)
    return wrong_type(value, site, "an array of strings",
                      "write " + site.key + " = [" + (value.is_string() ? shown(value) : "\"…\"") + ']');
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list->size(); ++i) {
    value_site item{site.path + '[' + std::to_string(i) + ']', site.key + '[' + std::to_string(i) + ']', site.check,
                    site.found};
    item.found.record_position(item.path, position_of((*list)[i].source()));
    std::string text;
    if (auto exact = (*list)[i].value_exact<std::string>(); exact && passes(*exact, item))
      texts.push_back(*exact);
    else if (!exact)
      wrong_type((*list)[i], item, "a string", "put it in quotes");
  }
  into = std::move(texts);
}

} // namespace signalbox
