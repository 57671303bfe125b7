// A snapshot with one object of each kind, some with hostile text.
#pragma once
#include "messages/metric_samples.hpp"
#include "messages/reports.hpp"

namespace signalbox {

inline const std::string hostile = "<script>alert('x')</script>\"&\x01\xff";

inline cluster_status us_east() {
  service_status good{"id1", "demo", true, {"demo.local"}, 2, {}};
  problem bad_port{severity::error, "evil", "label com.docker.lb.port", hostile + " is no port", "use 1 to 65535"};
  service_status bad{"id2", "evil", false, {hostile}, 0, {bad_port}};
  service_status empty{"id3", "empty", false, {"empty.local"}, 0, {}};
  cluster_status c{{"us-east"}, "us-east", "interlock-proxy-us-east", {}, {}, {}};
  c.routes = cluster_report{{1, 7}, 1, 2, {good, empty, bad}, {}};
  c.extension = extension_report{{1, 6}, {"abc"}, 512, {}};
  c.extension->service = extension_service_report{
      "ext-us-east", extension_state::connected, "", "mine/1", 1, 1, {{"rendered", 3}, {"failed", 0}}, {}};
  c.proxy = proxy_report{health::degraded,
                         "update paused",
                         "svc",
                         {1, 6},
                         {1, 5},
                         "config-b",
                         "config-a",
                         2,
                         1,
                         {{"create_applied", 1}, {"update_rejected", 3}},
                         std::chrono::duration<double>(1.5),
                         {{severity::warning, "", "secret tls", "does not exist", "create it"}}};
  c.proxy->apply_times["update_rejected"].add(std::chrono::milliseconds(1500));
  return c;
}

inline status_snapshot snapshot() {
  status_snapshot p;
  p.version = "0.1.0";
  p.started = std::chrono::system_clock::from_time_t(1700000000);
  p.when = std::chrono::system_clock::from_time_t(1700000100);
  p.watcher = watcher_report{health::ok, "", true, 3, 5, 2, {{"all", 4}, {"tasks", 9}}, 1, 17, 6};
  p.watcher->tasks_why = hostile;
  p.watcher->task_stream_ends = {{"lost", 2}};
  p.watcher->task_stream_resumes = 1;
  p.clusters = {us_east(), {{"us-west"}, "us-west", "interlock-proxy-us-west", {}, {}, {}}};
  p.watcher->events_by_type = {{"service", 12}, {"other", 5}};
  p.watcher->listing_times["tasks"].add(std::chrono::milliseconds(20));
  p.watcher->hold_offs.add(std::chrono::milliseconds(100));
  p.clusters[0].behind_since = p.when - std::chrono::seconds(30);
  p.actors = {{"us-east/proxy", {child_state::restarting, 2, "boom", std::chrono::milliseconds(250)}}, {"watcher", {}}};
  p.actors[0].report.causes = {{"exception", 2}, {"killed", 0}};
  p.actors[0].report.budget = p.actors[1].report.budget = p.actors[1].report.budget_left = 5;
  p.actors[0].report.budget_left = 3;
  p.actors[0].report.forgiven_after = std::chrono::seconds(10);
  p.actors[0].report.last_start = p.when - std::chrono::seconds(60);
  p.history = {{p.started, "watcher", "first"}, {p.when, "us-east/proxy", hostile}};
  return p;
}

inline status_snapshot ready_snapshot() {
  auto p = snapshot();
  p.clusters[1].routes = cluster_report{{1, 1}, 0, 0, {}, {}};
  return p;
}

inline metric_samples samples() {
  metric_samples s;
  s.now = snapshot().when + std::chrono::seconds(15);
  s.actors = {{"us-east/proxy", {{"port_reply", 40}, {"wake", 2}}, 3, 9, {{0.001, 0.01}, {40, 1, 1}, 0.5}}};
  s.engine.requests["GET /tasks"] = {{{"ok", 5}, {"timeout", 1}}, {{0.1, 1}, {4, 1, 1}, 2.5}};
  s.engine.stream_connects = 2;
  s.engine.stream_losses = 1;
  return s;
}

} // namespace signalbox
