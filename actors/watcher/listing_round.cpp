#include "actors/watcher/listing_round.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {
constexpr std::size_t most_ids_in_a_filter = 200;

template <class Value>
std::vector<std::string> keys_of(const std::map<std::string, Value>& map) {
  std::vector<std::string> keys;
  for (const auto& [key, _] : map)
    keys.push_back(key);
  return keys;
}

template <class Item>
std::uint64_t newest_of(const std::vector<Item>& items) {
  std::uint64_t newest = 0;
  for (const auto& i : items)
    newest = std::max(newest, i.version);
  return newest;
}

std::set<std::string> as_set(const std::vector<std::string>& ids) { return {ids.begin(), ids.end()}; }
} // namespace

listing_round listing_round::of_everything(std::set<std::string> proxy_names) {
  listing_round r;
  r.draft_.proxy_names = std::move(proxy_names);
  r.full_ = true;
  r.todo_ = {step::services, step::networks, step::secrets, step::nodes, step::tasks};
  return r;
}

listing_round listing_round::of_everything_but_tasks(const swarm_snapshot& last) {
  auto r = of_everything(last.proxy_names);
  r.draft_.tasks = last.tasks;
  r.known_ = as_set(keys_of(last.services));
  return r;
}

listing_round::listing_round(swarm_snapshot last, std::vector<std::string> services, std::set<step> also,
                             bool tasks_are_pushed)
    : todo_(std::move(also)), services_(std::move(services)), draft_(std::move(last)) {
  if (tasks_are_pushed)
    known_ = as_set(keys_of(draft_.services));
  if (!services_.empty())
    todo_.insert(step::services);
}

std::vector<std::string> listing_round::begin_tasks(std::vector<std::string> polled) {
  if (full_ || known_)
    polled = keys_of(draft_.services);
  if (known_)
    std::erase_if(polled, [this](const auto& id) { return known_->contains(id); });
  if (polled.empty())
    todo_.erase(step::tasks);
  if (polled.size() > most_ids_in_a_filter) {
    tasks_read_ = keys_of(draft_.services);
    polled.clear();
  } else {
    tasks_read_ = polled;
  }
  return tasks_of_ = std::move(polled);
}

void listing_round::take_services(const std::vector<swarm_service>& found) {
  todo_.erase(step::services);
  todo_.insert(step::tasks);
  newest_ = std::max(newest_, newest_of(found));
  for (const auto& id : services_) {
    draft_.services.erase(id);
    draft_.misplaced.erase(id);
  }
  for (const auto& s : found)
    if (concerns_routing(draft_, s)) {
      auto& kept = draft_.services[s.id] = s;
      kept.container_labels = routing_labels(s.container_labels);
    } else if (asks_for_routing(s.container_labels)) {
      draft_.misplaced[s.id] = {s.id, s.name, routing_labels(s.container_labels)};
    }
  std::erase_if(draft_.tasks, [&](const auto& t) { return !draft_.services.contains(t.first); });
  for (const auto& [_, s] : draft_.services)
    for (const auto& id : s.networks)
      if (!draft_.networks.contains(id))
        todo_.insert(step::networks);
}

void listing_round::take_networks(const std::vector<swarm_network>& found) {
  todo_.erase(step::networks);
  draft_.networks.clear();
  for (const auto& n : found)
    draft_.networks[n.id] = n;
}

void listing_round::take_secrets(const std::vector<swarm_secret>& found) {
  todo_.erase(step::secrets);
  draft_.secrets.clear();
  for (const auto& s : found)
    draft_.secrets.insert(s.name);
}

std::vector<std::string> listing_round::take_nodes(const std::vector<swarm_node>& found) {
  todo_.erase(step::nodes);
  const auto before = std::exchange(draft_.nodes, {});
  for (const auto& n : found)
    draft_.nodes[n.id] = n;
  std::set<std::string> affected;
  for (const auto& [service, tasks] : draft_.tasks)
    for (const auto& t : tasks) {
      const auto was = before.find(t.node_id);
      const auto is = draft_.nodes.find(t.node_id);
      if (!before.empty() && (was == before.end() || is == draft_.nodes.end() || was->second != is->second))
        affected.insert(service);
    }
  return {affected.begin(), affected.end()};
}

void listing_round::take_tasks(const std::vector<swarm_task>& found) {
  newest_ = std::max(newest_, newest_of(found));
  todo_.erase(step::tasks);
  if (tasks_of_.empty())
    draft_.tasks.clear();
  for (const auto& id : tasks_of_)
    draft_.tasks.erase(id);
  for (const auto& [id, _] : draft_.services)
    draft_.tasks.try_emplace(id); // an empty list if the service has no tasks
  for (const auto& t : found) {
    if (!draft_.services.contains(t.service_id))
      continue;
    draft_.tasks[t.service_id].push_back(t);
    if (!full_ && !t.node_id.empty() && !draft_.nodes.contains(t.node_id))
      todo_.insert(step::nodes);
  }
}

} // namespace signalbox
