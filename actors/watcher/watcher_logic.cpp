#include "actors/watcher/watcher_logic.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

const std::set<std::string> event_types{"service", "node", "network", "config", "secret", "other"};

} // namespace

watcher_logic::watcher_logic(std::vector<cluster_settings> clusters, watcher_policy policy, std::uint32_t incarnation)
    : policy_(policy), rev_{incarnation, 0}, attention_(policy.attention), pushed_(policy.push_timeout),
      hold_off_(policy.quiet, policy.ceiling), retry_(policy.retry_least, policy.resync_interval) {
  for (const auto& type : event_types)
    report_.events_by_type[type] = 0;
  for (auto& c : clusters) {
    last_.proxy_names.insert(c.proxy_service_name);
    clusters_.push_back({std::move(c), {}});
  }
}

watcher_effects watcher_logic::start(instant now) {
  full_due_ = now + policy_.event_stream_timeout;
  report();
  return settle(now);
}

watcher_effects watcher_logic::on(const feed_event& event, instant now) {
  if (const auto* e = std::get_if<engine_event>(&event)) {
    record(*e);
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

void watcher_logic::record(const engine_event& e) {
  ++report_.events;
  ++report_.events_by_type[event_types.contains(e.type) ? e.type : "other"];
  if (e.type == "service")
    services_wanted_.insert(e.id);
  else if (e.type == "node")
    nodes_wanted_ = true;
  else if (e.type == "network")
    networks_wanted_ = true;
  else if (e.type == "secret")
    secrets_wanted_ = true;
}

watcher_effects watcher_logic::on_wake(std::uint64_t epoch, instant now) {
  if (!timer_.is_current(epoch))
    return {};
  if (full_due_ && *full_due_ <= now)
    full_wanted_ = true;
  return settle(now);
}

template <class T>
const std::vector<T>* watcher_logic::complete_or_fail(const listed<T>& answer, instant now) {
  if (!round_)
    return nullptr;
  if (const auto* f = std::get_if<listing_failed>(&answer)) {
    fail(*f, now);
    return nullptr;
  }
  return &std::get<std::vector<T>>(answer);
}

watcher_effects watcher_logic::on_services(const listed<swarm_service>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    round_->take_services(*found);
    attend_to_touched(now);
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::attend_to_touched(instant now) {
  const auto& known = round_->draft().services;
  for (const auto& id : attention_.ids())
    if (!known.contains(id))
      attention_.forget(id);
  for (const auto& id : round_->services())
    if (known.contains(id))
      attention_.touch(id, now);
}

watcher_effects watcher_logic::on_networks(const listed<swarm_network>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    round_->take_networks(*found);
    proceed(now);
  }
  return settle(now);
}

watcher_effects watcher_logic::on_secrets(const listed<swarm_secret>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    round_->take_secrets(*found);
    proceed(now);
  }
  return settle(now);
}

// A node that went away takes tasks with it, and Swarm starts others: no event will tell.
watcher_effects watcher_logic::on_nodes(const listed<swarm_node>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    for (const auto& service : round_->take_nodes(*found))
      attention_.touch(service, now);
    proceed(now);
  }
  return settle(now);
}

watcher_effects watcher_logic::on_tasks(const listed<swarm_task>& answer, instant now) {
  if (const auto* found = complete_or_fail(answer, now)) {
    round_->take_tasks(*found);
    proceed(now);
  }
  return settle(now);
}

void watcher_logic::begin_round_if_due(instant now) {
  if (round_ || (retry_at_ && *retry_at_ > now))
    return;
  const auto look = attention_.due();
  if (full_wanted_) {
    round_ = full_round(now);
    full_wanted_ = nodes_wanted_ = networks_wanted_ = secrets_wanted_ = false;
    full_due_.reset();
    retry_at_.reset();
    round_begins("all", now);
  } else if (complete_ && (!services_wanted_.empty() || nodes_wanted_ || networks_wanted_ || secrets_wanted_)) {
    std::set<step> also;
    if (std::exchange(nodes_wanted_, false))
      also.insert(step::nodes);
    if (std::exchange(networks_wanted_, false))
      also.insert(step::networks);
    if (std::exchange(secrets_wanted_, false))
      also.insert(step::secrets);
    round_ =
        listing_round{last_, {services_wanted_.begin(), services_wanted_.end()}, std::move(also), pushed_.reliable()};
    round_begins("services", now);
  } else if (complete_ && look && *look <= now && pushed_.reliable()) {
    return poll_converging(now);
  } else if (complete_ && look && *look <= now) {
    round_ = listing_round{last_, {}, {step::tasks}};
    round_begins("tasks", now);
  } else {
    return;
  }
  services_wanted_.clear();
  pushed_.round_begins(*round_);
  proceed(now);
}

void watcher_logic::round_begins(const char* kind, instant now) {
  ++report_.listings[kind];
  round_kind_ = kind;
  round_began_ = now;
}

void watcher_logic::proceed(instant now) {
  if (round_->todo().contains(step::services)) {
    out_.push_back(read_services{round_->services()});
  } else if (round_->todo().contains(step::networks)) {
    out_.push_back(read_networks{});
  } else if (round_->todo().contains(step::secrets)) {
    out_.push_back(read_secrets{});
  } else if (round_->todo().contains(step::nodes)) {
    out_.push_back(read_nodes{});
  } else if (round_->todo().contains(step::tasks)) {
    auto ids = round_->begin_tasks(attention_.ids());
    if (round_->todo().contains(step::tasks))
      out_.push_back(read_tasks{std::move(ids)});
    else
      commit(now);
  } else {
    commit(now);
  }
}

void watcher_logic::commit(instant now) {
  auto round = std::move(*round_);
  round_.reset();
  report_.listing_times[round_kind_].add(now - round_began_);
  auto draft = round.finish();
  const bool was_reliable = pushed_.reliable();
  const auto lost = pushed_.round_ends(round, last_, draft, now);
  const bool is_news = !complete_ || draft != last_;
  last_ = std::move(draft);
  if (round.full()) {
    complete_ = true;
    full_due_ = now + policy_.resync_interval;
    retry_.reset();
    report_.state = report_.events_connected ? health::ok : health::degraded;
    report_.why = report_.events_connected ? "" : "no event stream; changes are found by resyncs only";
  }
  if (round.reads_all_tasks())
    cross_check_due_ = now + policy_.cross_check;
  if (lost > 0)
    mark_unreliable(lost);
  else if (pushed_.reliable() && !was_reliable)
    record_task_mode("");
  for (const auto& [id, s] : last_.services)
    attention_.judge(id, has_converged(s, last_.tasks[id]), now);
  hold_off_if_changed(is_news, now);
  count();
  report();
}

void watcher_logic::fail(const listing_failed& f, instant now) {
  round_.reset();
  pushed_.round_fails();
  ++report_.listings_failed;
  full_wanted_ = true;
  retry_at_ = now + retry_.next();
  report_.state = health::degraded;
  report_.why = "listing failed: " + f.why;
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
    out_.push_back(publish_report<watcher_report>{report_});
  if (next)
    if (auto w = timer_.set(*next, now))
      out_.push_back(*w);
  return std::exchange(out_, {});
}

void watcher_logic::report() { report_due_ = true; }

} // namespace signalbox
