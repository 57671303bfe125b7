#include "actors/watcher/watcher_logic.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace signalbox {

namespace {

const std::set<std::string> event_types{"service", "node", "network", "config", "secret", "other"};

} // namespace

watcher_logic::watcher_logic(std::vector<cluster_settings> clusters, watcher_policy policy, std::uint32_t incarnation)
    : cycle_(policy), convergence_(policy.polling), pushed_(policy.push_timeout),
      views_(clusters, policy, incarnation) {
  for (const auto& type : event_types)
    report_.events_by_type[type] = 0;
  for (auto& c : clusters)
    last_.proxy_names.insert(std::move(c.proxy_service_name));
}

watcher_effects watcher_logic::start(instant now) {
  cycle_.start(now);
  report();
  return settle(now);
}

watcher_effects watcher_logic::on(const feed_event& event, instant now) {
  if (const auto* e = std::get_if<engine_event>(&event)) {
    record(*e);
  } else if (std::holds_alternative<stream_up>(event)) {
    report_.events_connected = true;
    cycle_.want_all(); // finds changes from the time without an event stream
    cycle_.end_backoff();
    report();
  } else if (const auto* down = std::get_if<stream_down>(&event)) {
    report_.events_connected = false;
    report_.state = health::degraded;
    report_.why = "the event stream is down: " + down->why;
    report();
  }
  return settle(now);
}

void watcher_logic::record(const engine_event& e) {
  ++report_.events;
  ++report_.events_by_type[event_types.contains(e.type) ? e.type : "other"];
  cycle_.want(e);
}

watcher_effects watcher_logic::on(const task_event& event, instant now) {
  if (const auto* changes = std::get_if<std::vector<task_change>>(&event))
    take(*changes, now);
  else if (const auto* down = std::get_if<task_stream_down>(&event))
    stream_ended(*down);
  else
    stream_connected(std::get<task_stream_up>(event));
  return settle(now);
}

void watcher_logic::stream_ended(const task_stream_down& down) {
  if (pushed_.reliable())
    cycle_.want_all(); // finds the changes since the last push
  pushed_.down();
  stream_.record_end(down.cause);
  set_task_mode(down.why);
}

void watcher_logic::stream_connected(const task_stream_up& up) {
  pushed_.up(up.resumed);
  cycle_.end_backoff();
  if (pushed_.reliable()) {
    stream_.record_resume();
    set_task_mode("");
  } else {
    cycle_.want_all();
  }
}

void watcher_logic::take(const std::vector<task_change>& changes, instant now) {
  stream_.record_changes(changes.size());
  auto [services, visible] = pushed_.take(changes, last_);
  for (const auto& id : services) {
    const bool was_converging = convergence_.converging(id, now);
    evaluate_convergence(id, now);
    visible |= convergence_.converging(id, now) != was_converging;
    for (const auto& t : last_.tasks[id])
      if (!t.node_id.empty() && !last_.nodes.contains(t.node_id))
        cycle_.want_nodes();
  }
  if (!visible)
    return;
  count();
  compare_views(true, now);
}

/// The listing wins and is already the snapshot. The stream is reopened, and tasks are polled until it is reliable.
void watcher_logic::missed(std::size_t changes) {
  set_task_mode(stream_.record_missed(changes));
  out_.push_back(restart_task_stream{});
}

void watcher_logic::set_task_mode(const std::string& why) {
  report();
  if (auto news = stream_.set_mode(pushed_.reliable(), why))
    out_.push_back(record_event{*std::move(news)});
}

watcher_effects watcher_logic::on_wake(std::uint64_t epoch, instant now) {
  if (!timer_.is_current(epoch))
    return {};
  cycle_.want_all_if_due(now);
  return settle(now);
}

template <class T>
const std::vector<T>* watcher_logic::complete_or_fail(const listed<T>& answer, instant now) {
  if (!cycle_.round())
    return nullptr;
  if (const auto* f = std::get_if<listing_failed>(&answer)) {
    fail(*f, now);
    return nullptr;
  }
  return &std::get<std::vector<T>>(answer);
}

watcher_effects watcher_logic::on_services(const listed<swarm_service>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    cycle_.round()->take_services(*found);
    mark_changed_services(now);
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::mark_changed_services(instant now) {
  const auto& known = cycle_.round()->draft().services;
  for (const auto& id : convergence_.ids())
    if (!known.contains(id))
      convergence_.forget(id);
  for (const auto& id : cycle_.round()->services())
    if (known.contains(id))
      convergence_.mark_changed(id, now);
}

watcher_effects watcher_logic::on_networks(const listed<swarm_network>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    cycle_.round()->take_networks(*found);
    proceed(now);
  }
  return settle(now);
}

watcher_effects watcher_logic::on_secrets(const listed<swarm_secret>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    cycle_.round()->take_secrets(*found);
    proceed(now);
  }
  return settle(now);
}

// If a node fails, Swarm replaces its tasks without an event for the services.
watcher_effects watcher_logic::on_nodes(const listed<swarm_node>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    for (const auto& service : cycle_.round()->take_nodes(*found))
      convergence_.mark_changed(service, now);
    proceed(now);
  }
  return settle(now);
}

watcher_effects watcher_logic::on_tasks(const listed<swarm_task>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    cycle_.round()->take_tasks(*found);
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::begin_round_if_due(instant now) {
  if (!cycle_.may_begin(now))
    return;
  if (cycle_.wanted()) {
    cycle_.begin(last_, pushed_.reliable(), now);
  } else if (const auto due = convergence_.due(); !cycle_.complete() || !due || *due > now) {
    return;
  } else if (pushed_.reliable()) { // the snapshot is current, so no read is needed to evaluate convergence
    for (const auto& id : convergence_.ids())
      evaluate_convergence(id, now);
    return compare_views(false, now);
  } else {
    cycle_.begin_tasks(last_, now);
  }
  ++report_.listings[cycle_.kind()];
  pushed_.round_begins(*cycle_.round());
  proceed(now);
}

void watcher_logic::proceed(instant now) {
  if (auto read = cycle_.next_read(convergence_.ids()))
    out_.push_back(*std::move(read));
  else
    commit(now);
}

void watcher_logic::commit(instant now) {
  const bool first = !cycle_.complete();
  auto [round, took] = cycle_.finish(now);
  report_.listing_times[cycle_.kind()].add(took);
  auto draft = round.finish();
  const bool was_reliable = pushed_.reliable();
  const auto lost = pushed_.round_ends(round, last_, draft, now);
  const bool is_news = first || draft != last_;
  last_ = std::move(draft);
  if (round.full()) {
    report_.state = report_.events_connected ? health::ok : health::degraded;
    report_.why = report_.events_connected ? "" : "no event stream; changes are found by resyncs only";
  }
  if (lost > 0)
    missed(lost);
  else if (pushed_.reliable() && !was_reliable)
    set_task_mode("");
  for (const auto& [id, _] : last_.services)
    evaluate_convergence(id, now);
  compare_views(is_news, now);
  count();
  report();
}

void watcher_logic::fail(const listing_failed& f, instant now) {
  cycle_.fail(now);
  pushed_.round_fails();
  ++report_.listings_failed;
  report_.state = health::degraded;
  report_.why = "listing failed: " + f.why;
  report();
}

void watcher_logic::evaluate_convergence(const std::string& service, instant now) {
  convergence_.record_state(service, has_converged(last_.services[service], last_.tasks[service]), now);
}

void watcher_logic::count() {
  report_.nodes = last_.nodes.size();
  report_.services = report_.tasks = 0;
  for (const auto& [id, s] : last_.services)
    if (asks_for_routing(s.labels)) {
      ++report_.services;
      report_.tasks += last_.tasks[id].size();
    }
  report_.unrouted = std::make_shared<const unrouted_services>(unrouted_in(last_, views_.service_clusters()));
}

void watcher_logic::publish_if_due(instant now) {
  auto due = cycle_.complete() ? views_.publish(last_, convergence_, now) : std::nullopt;
  if (!due)
    return;
  report_.hold_offs.add(due->waited);
  report_.views_published += due->views.size();
  for (auto& v : due->views)
    out_.push_back(std::move(v));
  report();
}

watcher_effects watcher_logic::settle(instant now) {
  begin_round_if_due(now);
  publish_if_due(now);
  auto next = cycle_.due(convergence_.due(), now);
  if (const auto due = views_.due(); due && (!next || *due < *next))
    next = due;
  if (std::exchange(report_due_, false)) {
    stream_.write_to(report_);
    out_.push_back(publish_report<watcher_report>{report_});
  }
  if (next)
    if (auto w = timer_.set(*next, now))
      out_.push_back(*w);
  return std::exchange(out_, {});
}

} // namespace signalbox
