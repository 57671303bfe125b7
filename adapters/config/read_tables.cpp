#include "adapters/config/read_tables.hpp"

#include "adapters/config/key_rows.hpp"
#include "adapters/config/values.hpp"
#include "messages/text/nearest.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr const char* blocks = "Extensions";

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + '.' + std::string(key);
}

template <class Owner>
bool knows(std::span<const key_row<Owner>> rows, std::string_view key) {
  return std::ranges::any_of(rows, [key](const auto& row) { return row.key == key; });
}

template <class Owner>
std::string hint_for(std::string_view key, std::span<const key_row<Owner>> rows) {
  constexpr bool at_top = std::is_same_v<Owner, settings>;
  if (at_top && knows(extension_keys(), key))
    return "it belongs into a block [Extensions.<name>]";
  if (!at_top && knows(core_keys(), key))
    return "it belongs to the top of the file, before the first [block]";
  std::vector<std::string_view> known;
  for (const auto& row : rows)
    known.push_back(row.key);
  if (auto meant = nearest(key, known); !meant.empty())
    return "did you mean " + std::string(meant) + '?';
  return at_top ? "remove it"
                : "remove it; options of the proxy's configuration belong into [Extensions.<name>.Config]";
}

/// Whether the value is empty or false, so that ignoring it changes nothing.
bool is_blank(const toml::node& value) {
  if (const auto* text = value.as_string())
    return text->get().empty();
  if (const auto* flag = value.as_boolean())
    return !flag->get();
  return (value.is_array() && value.as_array()->empty()) || (value.is_table() && value.as_table()->empty());
}

/// Emits one warning for all keys that have the same explanation.
template <class Owner>
void warn_of_later_keys(const toml::table& table, std::span<const key_row<Owner>> rows, const std::string& path,
                        report& found) {
  std::map<std::string_view, std::vector<std::string>> keys;
  for (const auto& row : rows)
    if (const auto* value = table.get(row.key);
        value && !row.meanwhile.empty() && !is_blank(*value) && !found.spoiled(joined(path, row.key)))
      keys[row.meanwhile].emplace_back(row.key);
  for (const auto& [meanwhile, names] : keys) {
    std::string list;
    for (const auto& name : names)
      list += (list.empty() ? "" : ", ") + name;
    found.warning(joined(path, names.front()),
                  list + (names.size() == 1 ? " has" : " have") + " no effect in this version", std::string(meanwhile));
  }
}

template <class Owner>
void read_table(const toml::table& table, std::span<const key_row<Owner>> rows, const std::string& path, Owner& into,
                report& found) {
  for (const auto& [key, value] : table) {
    value_site site{joined(path, key.str()), std::string(key.str()), nullptr, found};
    auto row = std::ranges::find_if(rows, [&key = key](const auto& r) { return r.key == key.str(); });
    found.record_position(site.path, position_of(row == rows.end() ? key.source() : value.source()));
    if (row == rows.end()) {
      found.error(site.path, "unknown key '" + printable(site.key) + '\'', hint_for(key.str(), rows));
      continue;
    }
    site.check = row->check;
    auto read = [&value = value, &site, &into](auto field) {
      if constexpr (!std::is_same_v<decltype(field), std::monostate>)
        read_value(value, site, into.*field);
    };
    std::visit(read, row->field);
  }
  warn_of_later_keys(table, rows, path, found);
}

void name_services(cluster_settings& cluster) {
  auto suffix = cluster.id.value == "default" ? "" : '-' + cluster.id.value;
  if (cluster.service_name.empty())
    cluster.service_name = "interlock-ext" + suffix;
  if (cluster.proxy_service_name.empty())
    cluster.proxy_service_name = "interlock-proxy" + suffix;
}

void read_cluster(const std::string& name, const toml::node& block, const std::string& path, settings& into,
                  report& found) {
  const auto* table = block.as_table();
  if (!table)
    return found.error(path, path + " is " + std::string(kind_of(block)) + ", but a block is needed",
                       knows(extension_keys(), name) ? "it belongs into a block [Extensions.<name>]"
                                                     : "write [" + path + "] and its keys below");
  if (auto wrong = check_block_name(name))
    found.error(path, "[Extensions." + printable(name) + "] " + wrong->what, wrong->hint);
  cluster_settings cluster;
  cluster.id.value = name;
  read_table(*table, extension_keys(), path, cluster, found);
  name_services(cluster);
  into.clusters.push_back(std::move(cluster));
}

} // namespace

settings read_settings(const toml::table& file, report& found) {
  settings into;
  read_table(file, core_keys(), "", into, found);
  const auto* extensions = file.get(blocks);
  if (!extensions)
    found.error(source_position(), "there is no block [Extensions.<name>]",
                "add at least one: without it there is nothing to do");
  else if (const auto* table = extensions->as_table(); !table)
    found.error(blocks, std::string(blocks) + " is " + std::string(kind_of(*extensions)) + ", but blocks are needed",
                "write [Extensions.<name>] with single brackets, a block a service cluster");
  else if (table->empty())
    found.error(blocks, "[Extensions] holds no block", "add at least one [Extensions.<name>]");
  else
    for (const auto& [key, block] : *table) {
      auto path = joined(blocks, key.str());
      found.record_position(path, position_of(block.source()));
      read_cluster(std::string(key.str()), block, path, into, found);
    }
  std::ranges::sort(into.clusters, {}, &cluster_settings::id);
  return into;
}

} // namespace signalbox
