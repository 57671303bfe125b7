#include "adapters/proxy/common/options.hpp"

#include "messages/text/nearest.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

namespace signalbox {
namespace {

std::string shown(const option_value& value) {
  struct printer {
    std::string operator()(bool x) const { return x ? "true" : "false"; }
    std::string operator()(std::int64_t x) const { return std::to_string(x); }
    std::string operator()(double x) const { return std::to_string(x); }
    std::string operator()(const std::string& x) const { return "'" + printable(x) + "'"; }
    std::string operator()(const std::vector<std::string>& x) const {
      return x.size() == 1 ? "['" + printable(x[0]) + "']" : "the list";
    }
  };
  return std::visit(printer{}, value);
}

/// UCP writes "", false or [] for keys without a value, and its own defaults for some others.
bool asks_for_nothing(const option_description& row, const option_value& value) {
  if (value == option_value{std::string(row.default_value)})
    return true;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    return list->empty();
  return value == option_value{false} || value == option_value{std::string{}};
}

const option_description* find_option(const option_table& table, std::string_view key) {
  const auto row = std::find_if(table.rows.begin(), table.rows.end(), [&](const auto& x) { return x.key == key; });
  return row == table.rows.end() ? nullptr : &*row;
}

std::string key_path(const cluster_settings& cluster, const std::string& key) {
  return "[Extensions." + printable(cluster.id.value) + ".Config]." + printable(key);
}

problem unknown_key(const option_table& table, const std::string& where, const std::string& key) {
  std::vector<std::string_view> known;
  for (const auto& row : table.rows)
    known.push_back(row.key);
  const auto close = nearest(key, known);
  return {severity::warning,
          {},
          where,
          "is not an option of " + std::string(table.program) + " and has no effect",
          close.empty() ? "remove it" : "did you mean " + std::string(close) + "?"};
}

void read_option(const option_description& row, const option_value& value, const std::string& where,
                 read_options& out) {
  if (!row.grammar) {
    if (!asks_for_nothing(row, value))
      out.found.push_back(
          {severity::warning, {}, where, "has no effect", "remove it: it " + std::string(row.description)});
    return;
  }
  if (value == option_value{std::string{}})
    return;
  auto read = row.grammar->read(value, *row.grammar);
  if (read.error.empty())
    out.options.set(row.key, std::move(read.text));
  else
    out.found.push_back({severity::error,
                         {},
                         where,
                         shown(value) + ' ' + read.error,
                         "write " + std::string(row.grammar->expected) + ", or remove the key"});
}

} // namespace

std::vector<std::string> proxy_options::list(std::string_view key) const {
  std::vector<std::string> words;
  std::istringstream all(values_.at(key));
  for (std::string word; all >> word;)
    words.push_back(word);
  return words;
}

read_options read_proxy_options(const cluster_settings& cluster, const option_table& table) {
  read_options out;
  for (const auto& row : table.rows)
    if (row.grammar)
      out.options.set(row.key, std::string(row.default_value));
  for (const auto& [key, value] : cluster.config)
    if (const auto* row = find_option(table, key))
      read_option(*row, value, key_path(cluster, key), out);
    else
      out.found.push_back(unknown_key(table, key_path(cluster, key), key));
  return out;
}

} // namespace signalbox
