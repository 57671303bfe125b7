#include "actors/service/spec_merge.hpp"

#include <utility>

namespace signalbox {

namespace {

template <class T>
void merge_value(const T* applied, T& live, const T& desired) {
  if (!applied || *applied != desired)
    live = desired;
}

template <class Set>
void merge_set(const Set* applied, Set& live, const Set& desired, bool enforce) {
  if (applied)
    for (const auto& item : *applied)
      if (!desired.contains(item))
        live.erase(item);
  for (const auto& item : desired)
    if (enforce || !applied || !applied->contains(item))
      live.insert(item);
}

using text_map = std::map<std::string, std::string>;

void merge_map(const text_map* applied, text_map& live, const text_map& desired, bool enforce) {
  if (applied)
    for (const auto& [key, _] : *applied)
      if (!desired.contains(key))
        live.erase(key);
  for (const auto& [key, value] : desired) {
    const auto was = applied ? applied->find(key) : text_map::const_iterator{};
    const bool new_to_us = !applied || was == applied->end() || was->second != value;
    if (enforce || new_to_us)
      live[key] = value;
  }
}

void keep_own_labels(managed_spec& live, const managed_spec& desired) {
  for (const auto* key : {owned::type_label, owned::cluster_label, owned::core_label})
    if (const auto i = desired.labels.find(key); i != desired.labels.end())
      live.labels[key] = i->second;
}

/// Drops config objects with a text of an earlier writer: nothing may be mounted where the agent writes its text.
void drop_foreign_texts(managed_spec& live, const managed_spec& desired) {
  std::erase_if(live.configs, [&](const auto& c) {
    return c.second.starts_with(owned::config_prefix) && !desired.configs.contains(c.first);
  });
}

} // namespace

managed_spec merge(const std::optional<managed_spec>& applied, const managed_spec& live, const managed_spec& desired) {
  const managed_spec* base = applied ? &*applied : nullptr;
  managed_spec merged = live;
  const auto value = [&](auto member) {
    merge_value(base ? &(base->*member) : nullptr, merged.*member, desired.*member);
  };
  const auto set = [&](auto member, bool enforce) {
    merge_set(base ? &(base->*member) : nullptr, merged.*member, desired.*member, enforce);
  };
  const auto map = [&](auto member, bool enforce) {
    merge_map(base ? &(base->*member) : nullptr, merged.*member, desired.*member, enforce);
  };
  value(&managed_spec::image);
  value(&managed_spec::command);
  value(&managed_spec::args);
  value(&managed_spec::replicas);
  value(&managed_spec::preferences);
  value(&managed_spec::stop_signal);
  value(&managed_spec::stop_grace);
  value(&managed_spec::update_delay);
  value(&managed_spec::update_failure_action);
  value(&managed_spec::update_order);
  map(&managed_spec::labels, false);
  map(&managed_spec::container_labels, false);
  map(&managed_spec::environment, false);
  map(&managed_spec::configs, true);
  map(&managed_spec::volumes, false);
  map(&managed_spec::secrets, true);
  set(&managed_spec::constraints, false);
  set(&managed_spec::networks, true);
  set(&managed_spec::ports, false);
  if (!applied)
    drop_foreign_texts(merged, desired);
  keep_own_labels(merged, desired);
  return merged;
}

std::optional<service_change> change_to(managed_spec desired, const live_service& live) {
  auto merged = merge(live.applied, live.spec, desired);
  const bool heals = live.applied == desired;
  if (heals && merged == live.spec)
    return {};
  return service_change{std::move(desired), std::move(merged), heals};
}

} // namespace signalbox
