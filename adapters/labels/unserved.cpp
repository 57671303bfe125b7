#include "adapters/labels/unserved.hpp"

#include "adapters/labels/labels.hpp"
#include "adapters/labels/nearest.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace signalbox {
namespace {

constexpr std::size_t most_unknown = 10;

using words = std::set<std::string>;

/// The values Interlock reads as *false*, and no value at all.
bool is_off(const std::string& value) {
  static const words off{"", "0", "f", "F", "false", "False", "FALSE"};
  return off.contains(value);
}

const label_description* find_label(const std::string& name) {
  const auto table = label_table();
  const auto row = std::find_if(table.begin(), table.end(), [&](const auto& x) { return x.name == name; });
  return row == table.end() ? nullptr : &*row;
}

problem not_acted_on(const label_description& row, const std::string& service, const std::string& value) {
  const auto place = "label " + std::string(row.name);
  const auto what = "'" + printable(value) + "' is not acted on in this version";
  if (row.name == full_label("ssl_passthrough"))
    return {severity::error, service, place, what + ", and plain HTTP would be the wrong thing to serve",
            "remove the label to serve the application over plain HTTP"};
  return {severity::warning, service, place, what + ": the service is routed without it",
          "remove the label, or go without: it " + std::string(row.sentence)};
}

problem not_known(const std::string& service, const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& row : label_table())
    known.push_back(row.name.substr(label_prefix.size()));
  const auto close = nearest(std::string_view(name).substr(label_prefix.size()), known);
  return {severity::warning, service, "label " + printable(name), "is not known and has no effect",
          close.empty() ? "remove it" : "did you mean " + full_label(close) + "?"};
}

bool asks_in_vain(const label_description& row, const std::string& value) {
  return !row.acted_on && !(row.is_flag ? is_off(value) : value.empty());
}

/// `default_backend` without `hosts`: the missing hosts are the problem, and are reported as such.
bool stands_for_hosts(const std::string& name, const label_map& labels) {
  if (name != full_label("default_backend"))
    return false;
  const auto hosts = labels.find(full_label("hosts"));
  return hosts == labels.end() || hosts->second.empty();
}

} // namespace

std::string full_label(std::string_view label) { return std::string(label_prefix).append(label); }

bool is_on(const std::string& value) {
  static const words on{"1", "t", "T", "true", "True", "TRUE"};
  return on.contains(value);
}

problems unserved_labels(const std::string& service, const label_map& labels) {
  problems found;
  std::size_t unknown = 0;
  auto it = labels.lower_bound(std::string(label_prefix));
  for (; it != labels.end() && it->first.starts_with(label_prefix); ++it) {
    const auto& [name, value] = *it;
    if (const auto* row = find_label(name); !row && ++unknown <= most_unknown)
      found.push_back(not_known(service, name));
    else if (row && asks_in_vain(*row, value) && !stands_for_hosts(name, labels))
      found.push_back(not_acted_on(*row, service, value));
  }
  if (unknown > most_unknown)
    found.push_back({severity::warning, service, "labels " + full_label("*"),
                     std::to_string(unknown - most_unknown) + " more are not known and have no effect", "remove them"});
  return found;
}

} // namespace signalbox
