#include "adapters/config/values.hpp"

#include "messages/problem.hpp"

#include <array>

namespace signalbox {
namespace {

struct alias {
  std::string_view spelling, canonical;
};

// Interlock's documentation and its examples use two spellings of this option.
constexpr std::array aliases = {alias{"RlimitNoFile", "RLimitNoFile"}};

std::string canonical(std::string_view key) {
  for (const auto& a : aliases)
    if (key == a.spelling)
      return std::string(a.canonical);
  return std::string(key);
}

const toml::table* as_table(const toml::node& value, const value_site& site) {
  const auto* table = value.as_table();
  if (!table)
    site.found.error(site.path, site.key + " is " + std::string(kind_of(value)) + ", but a table is needed",
                     "write it as a block of its own, [" + site.path + ']');
  return table;
}

value_site child(const value_site& site, const std::string& key, const toml::node& value) {
  value_site inner{site.path + '.' + key, site.key + '.' + printable(key), nullptr, site.found};
  inner.found.record_position(inner.path, position_of(value.source()));
  return inner;
}

void read_option(const toml::node& value, const value_site& site, option_value& into) {
  if (auto flag = value.value_exact<bool>())
    into = *flag;
  else if (auto number = value.value_exact<std::int64_t>())
    into = *number;
  else if (auto real = value.value_exact<double>())
    into = *real;
  else if (auto text = value.value_exact<std::string>())
    into = *text;
  else if (value.is_array())
    read_value(value, site, into.emplace<std::vector<std::string>>());
  else
    site.found.error(site.path, site.key + " is " + std::string(kind_of(value)) + ", which no option takes",
                     value.is_table() ? "write its keys directly into Config; a key with a dot needs quotes"
                                      : "put it in quotes");
}

} // namespace

void read_value(const toml::node& value, const value_site& site, label_map& into) {
  const auto* table = as_table(value, site);
  if (!table)
    return;
  for (const auto& [name, label] : *table) {
    std::string key(name.str());
    auto inner = child(site, key, label);
    auto wrong = site.check ? site.check(key) : std::nullopt;
    if (wrong)
      site.found.error(inner.path, inner.key + ' ' + wrong->what, wrong->hint);
    else if (label.is_table())
      site.found.error(inner.path, inner.key + " is a table, but labels are strings",
                       "put a key with dots in quotes: \"com.example.team\" = \"web\"");
    else if (auto text = label.value_exact<std::string>())
      into[key] = *text;
    else
      site.found.error(inner.path, inner.key + " is " + std::string(kind_of(label)) + ", but labels are strings",
                       "write it in quotes: \"" + shown(label) + '"');
  }
}

void read_value(const toml::node& value, const value_site& site, option_map& into) {
  const auto* table = as_table(value, site);
  if (!table)
    return;
  for (const auto& [name, option] : *table) {
    auto key = canonical(name.str());
    auto inner = child(site, key, option);
    if (into.contains(key))
      site.found.error(inner.path, inner.key + " is there twice, in two spellings", "keep one of them");
    read_option(option, inner, into[key]);
  }
}

source_position position_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

std::string_view kind_of(const toml::node& value) {
  switch (value.type()) {
  case toml::node_type::table:
    return "a table";
  case toml::node_type::array:
    return "an array";
  case toml::node_type::string:
    return "a string";
  case toml::node_type::integer:
    return "an integer";
  case toml::node_type::floating_point:
    return "a floating-point number";
  case toml::node_type::boolean:
    return "a boolean";
  default:
    return "a date or time";
  }
}

std::string shown(const toml::node& value) {
  if (auto flag = value.value_exact<bool>())
    return *flag ? "true" : "false";
  if (auto number = value.value_exact<std::int64_t>())
    return std::to_string(*number);
  if (auto text = value.value_exact<std::string>())
    return '"' + printable(*text) + '"';
  return "…";
}

} // namespace signalbox
