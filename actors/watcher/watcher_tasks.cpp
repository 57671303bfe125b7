// What the watcher makes of pushed tasks.
#include "actors/watcher/watcher_logic.hpp"
#include "messages/labels/labels.hpp"

namespace signalbox {

watcher_effects watcher_logic::on(const task_event& event, instant now) {
  if (const auto* changes = std::get_if<std::vector<task_change>>(&event)) {
    take(*changes, now);
  } else if (const auto* down = std::get_if<task_stream_down>(&event)) {
    full_wanted_ |= pushed_.reliable(); // what happened since its last word
    pushed_.down();
    ++report_.task_stream_ends[down->cause];
    record_task_mode(down->why);
  } else {
    pushed_.up(std::get<task_stream_up>(event).resumed);
    retry_at_.reset();
    if (pushed_.reliable()) {
      ++report_.task_stream_resumes;
      record_task_mode("");
    } else {
      full_wanted_ = true;
    }
  }
  return settle(now);
}

void watcher_logic::take(const std::vector<task_change>& changes, instant now) {
  report_.task_changes += changes.size();
  auto [services, visible] = pushed_.take(changes, last_);
  for (const auto& id : services) {
    const bool was_converging = attention_.converging(id, now);
    attention_.judge(id, has_converged(last_.services[id], last_.tasks[id]), now);
    visible |= attention_.converging(id, now) != was_converging;
    for (const auto& t : last_.tasks[id])
      nodes_wanted_ |= !t.node_id.empty() && !last_.nodes.contains(t.node_id);
  }
  if (!visible)
    return;
  count();
  hold_off_if_changed(true, now);
}

/// What a burst of reads would do, where tasks are pushed.
void watcher_logic::poll_converging(instant now) {
  for (const auto& id : attention_.ids())
    attention_.judge(id, has_converged(last_.services[id], last_.tasks[id]), now);
  hold_off_if_changed(false, now);
}

void watcher_logic::count() {
  report_.nodes = last_.nodes.size();
  report_.services = report_.tasks = 0;
  for (const auto& [id, s] : last_.services)
    if (asks_for_routing(s.labels)) {
      ++report_.services;
      report_.tasks += last_.tasks[id].size();
    }
  std::set<std::string> names;
  for (const auto& c : clusters_)
    names.insert(c.settings.service_cluster);
  report_.unrouted = std::make_shared<const unrouted_services>(unrouted_in(last_, names));
}

listing_round watcher_logic::full_round(instant now) {
  if (pushed_.reliable() && now < cross_check_due_)
    return listing_round::of_everything_but_tasks(last_);
  return listing_round::of_everything(last_.proxy_names);
}

/// The listing was right, and is already the snapshot; the stream is opened anew, and read beside until it has caught
/// up.
void watcher_logic::mark_unreliable(std::size_t lost) {
  report_.task_missed_updates += lost;
  ++report_.task_stream_ends["missed_updates"];
  record_task_mode("SwarmKit's stream has lost " + std::to_string(lost) + " changes");
  out_.push_back(restart_task_stream{});
}

void watcher_logic::record_task_mode(const std::string& why) {
  report();
  const bool is_news = report_.tasks_pushed != pushed_.reliable() || report_.tasks_why != why;
  report_.tasks_pushed = pushed_.reliable();
  report_.tasks_why = why;
  if (is_news)
    out_.push_back(record_event{report_.tasks_pushed ? "tasks are pushed by SwarmKit" : "tasks are polled: " + why});
}

} // namespace signalbox
