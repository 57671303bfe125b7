#include "actors/service/spec_difference.hpp"

#include <functional>
#include <set>

namespace signalbox {

namespace {

using names = std::set<std::string>;

class difference_text {
public:
  difference_text& value(const char* what, const std::string& from, const std::string& to) {
    if (from != to)
      add(std::string(what) + ' ' + (from.empty() ? "none" : from) + " -> " + (to.empty() ? "none" : to));
    return *this;
  }
  difference_text& number(const char* what, std::uint64_t from, std::uint64_t to) {
    return value(what, std::to_string(from), std::to_string(to));
  }
  difference_text& set(const char* what, const names& from, const names& to) {
    std::string changes;
    for (const auto& item : to)
      if (!from.contains(item))
        changes += " +" + item;
    for (const auto& item : from)
      if (!to.contains(item))
        changes += " -" + item;
    if (!changes.empty())
      add(what + changes);
    return *this;
  }
  /// For members whose values are long or confidential: adds the name only.
  difference_text& only_that(const char* what, bool differs) {
    if (differs)
      add(what);
    return *this;
  }
  std::string take() { return std::move(told_); }

private:
  void add(const std::string& what) { told_ += (told_.empty() ? "" : "; ") + what; }
  std::string told_;
};

names values_of(const std::map<std::string, std::string>& all) {
  names found;
  for (const auto& [_, value] : all)
    found.insert(value);
  return found;
}

names pairs_of(const std::map<std::string, std::string>& all) {
  names found;
  for (const auto& [key, value] : all)
    found.insert(key + '=' + value);
  return found;
}

names ports_of(const managed_spec& s) {
  names found;
  for (const auto& p : s.ports)
    found.insert(std::to_string(p.published) + ':' + std::to_string(p.target) + '/' + p.protocol +
                 (p.host_mode ? " (host)" : " (ingress)"));
  return found;
}

names networks_of(const managed_spec& s, const std::map<std::string, std::string>& known) {
  names found;
  for (const auto& id : s.networks) {
    const auto i = known.find(id);
    found.insert(i == known.end() ? id.substr(0, 12) : i->second);
  }
  return found;
}

// Ignores the store index of the bootstrap configuration, which is no change of its own.
bool same_environment(const managed_spec& from, const managed_spec& to) {
  auto a = from.environment, b = to.environment;
  a.erase(owned::store_index_variable);
  b.erase(owned::store_index_variable);
  return a == b;
}

// Without core's own labels, which are long and not from the TOML file.
label_map public_labels(label_map labels) {
  std::erase_if(labels, [](const auto& l) { return l.first.starts_with("com.docker.interlock."); });
  return labels;
}

} // namespace

std::string difference(const managed_spec& from, const managed_spec& to,
                       const std::map<std::string, std::string>& network_names) {
  difference_text t;
  t.value("image", from.image, to.image).only_that("arguments", from.args != to.args);
  t.set("networks", networks_of(from, network_names), networks_of(to, network_names));
  t.set("secrets", values_of(from.secrets), values_of(to.secrets));
  t.set("ports", ports_of(from), ports_of(to));
  t.only_that("command", from.command != to.command).only_that("environment", !same_environment(from, to));
  t.only_that("configuration", from.configs != to.configs).only_that("volumes", from.volumes != to.volumes);
  t.set("labels", pairs_of(public_labels(from.labels)), pairs_of(public_labels(to.labels)));
  t.set("container labels", pairs_of(from.container_labels), pairs_of(to.container_labels));
  t.set("constraints", from.constraints, to.constraints);
  t.only_that("placement preferences", from.preferences != to.preferences);
  t.number("replicas", from.replicas, to.replicas).value("stop signal", from.stop_signal, to.stop_signal);
  t.only_that("update settings", from.update_delay != to.update_delay || from.update_order != to.update_order ||
                                     from.update_failure_action != to.update_failure_action);
  t.only_that("stop grace period", from.stop_grace != to.stop_grace);
  return t.take();
}

} // namespace signalbox
