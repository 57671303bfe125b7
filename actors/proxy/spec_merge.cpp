#include "actors/proxy/spec_merge.hpp"

namespace signalbox {

namespace {

template <class T>
void merge_value(const T* applied, T& live, const T& wish) {
  if (!applied || *applied != wish)
    live = wish;
}

template <class Set>
void merge_set(const Set* applied, Set& live, const Set& wish, bool enforce) {
  if (applied)
    for (const auto& item : *applied)
      if (!wish.contains(item))
        live.erase(item);
  for (const auto& item : wish)
    if (enforce || !applied || !applied->contains(item))
      live.insert(item);
}

using text_map = std::map<std::string, std::string>;

void merge_map(const text_map* applied, text_map& live, const text_map& wish, bool enforce) {
  if (applied)
    for (const auto& [key, _] : *applied)
      if (!wish.contains(key))
        live.erase(key);
  for (const auto& [key, value] : wish) {
    const auto was = applied ? applied->find(key) : text_map::const_iterator{};
    const bool new_to_us = !applied || was == applied->end() || was->second != value;
    if (enforce || new_to_us)
      live[key] = value;
  }
}

void keep_own_labels(proxy_spec& live, const proxy_spec& wish) {
  for (const auto* key : {owned::type_label, owned::cluster_label, owned::core_label})
    if (const auto i = wish.labels.find(key); i != wish.labels.end())
      live.labels[key] = i->second;
}

/// What whoever wrote the service before has rendered: where the agent puts its own text, nothing may be mounted.
void drop_foreign_texts(proxy_spec& live, const proxy_spec& wish) {
  std::erase_if(live.configs, [&](const auto& c) {
    return c.second.starts_with(owned::config_prefix) && !wish.configs.contains(c.first);
  });
}

} // namespace

proxy_spec merge(const std::optional<proxy_spec>& applied, const proxy_spec& live, const proxy_spec& wish) {
  const proxy_spec* base = applied ? &*applied : nullptr;
  proxy_spec merged = live;
  const auto value = [&](auto member) { merge_value(base ? &(base->*member) : nullptr, merged.*member, wish.*member); };
  const auto set = [&](auto member, bool enforce) {
    merge_set(base ? &(base->*member) : nullptr, merged.*member, wish.*member, enforce);
  };
  const auto map = [&](auto member, bool enforce) {
    merge_map(base ? &(base->*member) : nullptr, merged.*member, wish.*member, enforce);
  };
  value(&proxy_spec::image);
  value(&proxy_spec::command);
  value(&proxy_spec::args);
  value(&proxy_spec::replicas);
  value(&proxy_spec::preferences);
  value(&proxy_spec::stop_signal);
  value(&proxy_spec::stop_grace);
  value(&proxy_spec::update_delay);
  value(&proxy_spec::update_failure_action);
  value(&proxy_spec::update_order);
  map(&proxy_spec::labels, false);
  map(&proxy_spec::container_labels, false);
  map(&proxy_spec::environment, false);
  map(&proxy_spec::configs, true);
  map(&proxy_spec::volumes, false);
  map(&proxy_spec::secrets, true);
  set(&proxy_spec::constraints, false);
  set(&proxy_spec::networks, true);
  set(&proxy_spec::ports, false);
  if (!applied)
    drop_foreign_texts(merged, wish);
  keep_own_labels(merged, wish);
  return merged;
}

} // namespace signalbox
