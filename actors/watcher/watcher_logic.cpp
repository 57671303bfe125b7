#include "actors/watcher/watcher_logic.hpp"

#include "adapters/labels/labels.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {
// A longer list of ids in one filter costs more than reading all tasks.
constexpr std::size_t most_ids_in_a_filter = 200;
} // namespace

watcher_logic::watcher_logic(std::vector<cluster_settings> clusters, watcher_policy policy, std::uint32_t incarnation)
    : policy_(policy), rev_{incarnation, 0}, attention_(policy.attention), hold_off_(policy.quiet, policy.ceiling),
      retry_(policy.retry_least, policy.heartbeat) {
  for (auto& c : clusters)
    clusters_.push_back({std::move(c), {}});
}

watcher_effects watcher_logic::start(instant now) {
  full_due_ = now + policy_.patience_with_stream;
  report();
  return settle(now);
}

watcher_effects watcher_logic::on(const feed_event& event, instant now) {
  if (const auto* e = std::get_if<engine_event>(&event)) {
    hear(*e);
  } else if (std::holds_alternative<stream_up>(event)) {
    report_.events_connected = true;
    full_wanted_ = true; // what happened while nobody listened
    retry_at_.reset();
    report();
  } else if (const auto* down = std::get_if<stream_down>(&event)) {
    report_.events_connected = false;
    report_.state = health::degraded;
    report_.why = "the event stream is down: " + down->why;
    report();
  }
  return settle(now);
}

void watcher_logic::hear(const engine_event& e) {
  ++report_.events;
  if (e.type == "service")
    services_wanted_.insert(e.id);
  else if (e.type == "node")
    nodes_wanted_ = true;
  else if (e.type == "network")
    networks_wanted_ = true;
}

watcher_effects watcher_logic::on_wake(std::uint64_t epoch, instant now) {
  if (!alarm_.rings(epoch))
    return {};
  if (full_due_ && *full_due_ <= now)
    full_wanted_ = true;
  return settle(now);
}

template <class T>
const std::vector<T>* watcher_logic::good(const listed<T>& answer, step s, instant now) {
  if (!round_)
    return nullptr;
  round_->todo.erase(s);
  if (const auto* f = std::get_if<listing_failed>(&answer)) {
    fail(*f, now);
    return nullptr;
  }
  return &std::get<std::vector<T>>(answer);
}

watcher_effects watcher_logic::on_services(const listed<swarm_service>& answer, instant now) {
  if (const auto* found = good(answer, step::services, now)) {
    keep_services(*found, now);
    require_known_networks();
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::keep_services(const std::vector<swarm_service>& found, instant now) {
  auto& draft = round_->draft;
  if (round_->full) {
    draft.services.clear();
  } else {
    for (const auto& id : round_->services)
      draft.services.erase(id);
  }
  for (const auto& s : found)
    if (asks_for_routing(s.labels))
      draft.services[s.id] = s;
  std::erase_if(draft.tasks, [&](const auto& t) { return !draft.services.contains(t.first); });
  for (const auto& id : attention_.ids())
    if (!draft.services.contains(id))
      attention_.forget(id);
  for (const auto& id : round_->services)
    if (draft.services.contains(id))
      attention_.touch(id, now);
  round_->todo.insert(step::tasks);
}

void watcher_logic::require_known_networks() {
  for (const auto& [_, s] : round_->draft.services)
    for (const auto& id : s.networks)
      if (!round_->draft.networks.contains(id))
        round_->todo.insert(step::networks);
}

watcher_effects watcher_logic::on_networks(const listed<swarm_network>& answer, instant now) {
  if (const auto* found = good(answer, step::networks, now)) {
    round_->draft.networks.clear();
    for (const auto& n : *found)
      round_->draft.networks[n.id] = n;
    proceed(now);
  }
  return settle(now);
}

watcher_effects watcher_logic::on_nodes(const listed<swarm_node>& answer, instant now) {
  if (const auto* found = good(answer, step::nodes, now)) {
    const auto before = std::exchange(round_->draft.nodes, {});
    for (const auto& n : *found)
      round_->draft.nodes[n.id] = n;
    touch_where_nodes_changed(before, now);
    proceed(now);
  }
  return settle(now);
}

// A node that went away takes tasks with it, and Swarm starts others: no event will tell.
void watcher_logic::touch_where_nodes_changed(const std::map<std::string, swarm_node>& before, instant now) {
  if (before.empty())
    return;
  for (const auto& [service, tasks] : round_->draft.tasks)
    for (const auto& t : tasks) {
      const auto was = before.find(t.node_id);
      const auto is = round_->draft.nodes.find(t.node_id);
      if (was == before.end() || is == round_->draft.nodes.end() || was->second != is->second)
        attention_.touch(service, now);
    }
}

watcher_effects watcher_logic::on_tasks(const listed<swarm_task>& answer, instant now) {
  if (const auto* found = good(answer, step::tasks, now)) {
    auto& draft = round_->draft;
    if (round_->tasks_of.empty())
      draft.tasks.clear();
    for (const auto& id : round_->tasks_of)
      draft.tasks.erase(id);
    bool unknown_node = false;
    for (const auto& t : *found)
      if (draft.services.contains(t.service_id)) {
        draft.tasks[t.service_id].push_back(t);
        unknown_node |= !t.node_id.empty() && !draft.nodes.contains(t.node_id);
      }
    if (unknown_node && !round_->full)
      round_->todo.insert(step::nodes);
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::begin_round_if_due(instant now) {
  if (round_ || (retry_at_ && *retry_at_ > now))
    return;
  const auto look = attention_.due();
  if (full_wanted_) {
    round_ = round{true, {step::services, step::networks, step::nodes, step::tasks}, {}, {}, {}};
    full_wanted_ = nodes_wanted_ = networks_wanted_ = false;
    services_wanted_.clear();
    full_due_.reset();
    retry_at_.reset();
    ++report_.listings["all"];
  } else if (complete_ && (!services_wanted_.empty() || nodes_wanted_ || networks_wanted_)) {
    round_ = round{false, {}, {services_wanted_.begin(), services_wanted_.end()}, {}, last_};
    if (!services_wanted_.empty())
      round_->todo.insert(step::services);
    if (std::exchange(nodes_wanted_, false))
      round_->todo.insert(step::nodes);
    if (std::exchange(networks_wanted_, false))
      round_->todo.insert(step::networks);
    services_wanted_.clear();
    ++report_.listings["services"];
  } else if (complete_ && look && *look <= now) {
    round_ = round{false, {step::tasks}, {}, {}, last_};
    ++report_.listings["tasks"];
  } else {
    return;
  }
  proceed(now);
}

void watcher_logic::proceed(instant now) {
  auto& todo = round_->todo;
  if (todo.contains(step::services))
    out_.push_back(read_services{round_->services});
  else if (todo.contains(step::networks))
    out_.push_back(read_networks{});
  else if (todo.contains(step::nodes))
    out_.push_back(read_nodes{});
  else if (todo.contains(step::tasks))
    ask_for_tasks();
  else
    commit(now);
  // A task step that has nothing to ask for is done at once.
  if (round_ && todo.empty())
    commit(now);
}

void watcher_logic::ask_for_tasks() {
  std::vector<std::string> ids;
  if (round_->full)
    for (const auto& [id, _] : round_->draft.services)
      ids.push_back(id);
  else
    ids = attention_.ids();
  if (ids.empty()) {
    round_->todo.erase(step::tasks);
    return;
  }
  if (ids.size() > most_ids_in_a_filter)
    ids.clear();
  round_->tasks_of = ids;
  out_.push_back(read_tasks{std::move(ids)});
}

void watcher_logic::commit(instant now) {
  const bool full = round_->full;
  last_ = std::move(round_->draft);
  round_.reset();
  if (full) {
    complete_ = true;
    full_due_ = now + policy_.heartbeat;
    retry_.reset();
    report_.state = report_.events_connected ? health::ok : health::degraded;
    report_.why = report_.events_connected ? "" : "no event stream; changes are found at the heartbeat only";
  }
  report_.services = last_.services.size();
  report_.nodes = last_.nodes.size();
  report_.tasks = 0;
  for (const auto& [id, s] : last_.services) {
    const auto& tasks = last_.tasks[id];
    report_.tasks += tasks.size();
    attention_.judge(id, has_converged(s, tasks), now);
  }
  if (!changed_views(now).empty())
    hold_off_.changed(now);
  report();
}

void watcher_logic::fail(const listing_failed& f, instant now) {
  round_.reset();
  ++report_.listings_failed;
  full_wanted_ = true;
  retry_at_ = now + retry_.next();
  report_.state = health::degraded;
  report_.why = "listing failed: " + f.why;
  report();
}

std::vector<view_changed> watcher_logic::changed_views(instant now) const {
  std::vector<view_changed> changed;
  for (const auto& c : clusters_) {
    auto view = cut_view(last_, c.settings);
    view.settled = std::none_of(view.services.begin(), view.services.end(),
                                [&](const app_service& s) { return attention_.converging(s.id, now); });
    if (!c.last || *c.last->view != view)
      changed.push_back({c.settings.id, {}, std::make_shared<const cluster_view>(std::move(view))});
  }
  return changed;
}

void watcher_logic::publish_if_due(instant now) {
  if (!complete_ || !hold_off_.due() || *hold_off_.due() > now)
    return;
  hold_off_.published();
  auto changed = changed_views(now);
  if (changed.empty())
    return;
  ++rev_.count;
  for (auto& v : changed) {
    v.rev = rev_;
    for (auto& c : clusters_)
      if (c.settings.id == v.cluster)
        c.last = v;
    ++report_.views_published;
    out_.push_back(std::move(v));
  }
  report();
}

watcher_effects watcher_logic::settle(instant now) {
  begin_round_if_due(now);
  publish_if_due(now);
  std::optional<instant> next;
  const auto earlier = [&](std::optional<instant> t) {
    if (t && (!next || *t < *next))
      next = t;
  };
  earlier(hold_off_.due());
  if (retry_at_ && *retry_at_ > now) {
    earlier(retry_at_);
  } else if (!round_) {
    earlier(full_due_);
    earlier(attention_.due());
  }
  if (std::exchange(report_due_, false))
    out_.push_back(tell_watcher{report_});
  if (next)
    if (auto w = alarm_.set(*next, now))
      out_.push_back(*w);
  return std::exchange(out_, {});
}

void watcher_logic::report() { report_due_ = true; }

std::optional<view_changed> watcher_logic::last_view(const cluster_id& cluster) const {
  for (const auto& c : clusters_)
    if (c.settings.id == cluster)
      return c.last;
  return {};
}

} // namespace signalbox
