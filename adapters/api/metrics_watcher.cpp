// Metrics of the watcher: received events, listings, and their durations.
#include "adapters/api/metric_families.hpp"

namespace signalbox::metric {
families watcher_families(const watcher_report& w) {
  families all;
  auto one = [&all](family f, double value) {
    add(f, {}, value);
    all.push_back(std::move(f));
  };
  auto each = [&all](family f, const char* label, const auto& values) {
    for (const auto& [name, value] : values)
      add(f, {{label, name}}, value);
    all.push_back(std::move(f));
  };
  each(counter("signalbox_watcher_listings_total", "Listings of the engine that succeeded, by kind."), "kind",
       w.listings);
  one(counter("signalbox_watcher_listings_failed_total", "Listings of the engine that failed."),
      number(w.listings_failed));
  each(counter("signalbox_watcher_events_total", "Events of the engine, by the type of what they are about."), "type",
       w.events_by_type);
  each(histogram("signalbox_watcher_listing_duration_seconds", "Duration of a successful listing."), "kind",
       w.listing_times);
  auto held = histogram("signalbox_watcher_hold_off_seconds",
                        "Time that a change waited for others before both were published.");
  add(held, {}, w.hold_offs);
  all.push_back(std::move(held));
  one(counter("signalbox_watcher_views_published_total", "Views sent to clusters."), number(w.views_published));
  one(gauge("signalbox_event_stream_connected", "1 while the event stream is established."), w.events_connected);
  one(gauge("signalbox_watcher_degraded", "1 while the last good listing is kept because newer ones fail."),
      w.state == health::degraded);
  one(gauge("signalbox_watcher_services", "Services in the last complete listing."), number(w.services));
  one(gauge("signalbox_watcher_tasks", "Tasks in the last complete listing."), number(w.tasks));
  one(gauge("signalbox_watcher_nodes", "Nodes in the last complete listing."), number(w.nodes));
  one(gauge("signalbox_watcher_tasks_pushed", "1 while SwarmKit pushes each change of a task; 0: tasks are polled."),
      w.tasks_pushed);
  one(counter("signalbox_watcher_task_changes_total", "Changes of tasks that SwarmKit pushed."),
      number(w.task_changes));
  one(counter("signalbox_task_stream_missed_updates_total", "Changes that a listing had and SwarmKit's stream lost."),
      number(w.task_missed_updates));
  each(counter("signalbox_watcher_task_stream_ends_total", "Failed connects and ends of SwarmKit's stream."), "cause",
       w.task_stream_ends);
  one(counter("signalbox_watcher_task_stream_resumes_total", "Times that SwarmKit's stream went on where it was cut."),
      number(w.task_stream_resumes));
  return all;
}

} // namespace signalbox::metric
