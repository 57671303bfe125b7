#include "adapters/api/status_json.hpp"

#include "adapters/api/conditions.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

using json = nlohmann::ordered_json;

std::string text(const json& j) { return j.dump(2, ' ', false, json::error_handler_t::replace) + '\n'; }

json to_json(const problem& p) {
  return {{"level", p.level == severity::error ? "error" : "warning"},
          {"service", p.service},
          {"where", p.where},
          {"what", p.what},
          {"hint", p.hint}};
}

template <class Range, class F>
json list(const Range& range, F f) {
  json out = json::array();
  for (const auto& x : range)
    out.push_back(f(x));
  return out;
}

json to_json(const problems& all) {
  return list(all, [](const problem& p) { return to_json(p); });
}

json revision_of(revision r) { return r == revision{} ? json() : json(to_string(r)); }

json to_json(const std::string& cluster, const service_status& s) {
  json conditions = list(conditions_of(s), [](const condition& c) -> json {
    return {{"type", c.type}, {"status", c.holds ? "true" : "false"}, {"reason", c.reason}, {"message", c.message}};
  });
  return {{"name", s.name},   {"id", s.id},           {"cluster", cluster},       {"routed", s.routed},
          {"hosts", s.hosts}, {"targets", s.targets}, {"conditions", conditions}, {"problems", to_json(s.found)}};
}

json to_json(const extension_service_report& s) {
  return {{"name", s.service},      {"state", to_string(s.state)},      {"why", s.why},        {"program", s.program},
          {"replicas", s.replicas}, {"tasks_running", s.tasks_running}, {"answers", s.answers}};
}

json to_json(const extension_report& e) {
  return {{"service", e.service ? to_json(*e.service) : json()},
          {"rendered_revision", revision_of(e.rendered)},
          {"digest", e.sum.hex},
          {"bytes", e.bytes},
          {"quarantined", list(e.quarantined,
                               [](const auto& q) {
                                 return json{{"service", q.service}, {"why", q.why}};
                               })},
          {"problems", to_json(e.found)}};
}

json to_json(const proxy_task_report& t) {
  return {{"task", t.task},   {"node", t.node},       {"serves", t.serves},
          {"proxy", t.proxy}, {"verdict", t.verdict}, {"since_seconds", t.since.count()}};
}

json to_json(const proxy_report& p) {
  return {{"health", to_string(p.state)},
          {"why", p.why},
          {"service_id", p.service_id},
          {"desired_revision", revision_of(p.desired)},
          {"applied_revision", revision_of(p.applied)},
          {"desired_config", p.desired_config},
          {"applied_config", p.applied_config},
          {"replicas", p.replicas},
          {"tasks_running", p.tasks_running},
          {"hitless", to_string(p.hitless)},
          {"tasks", list(p.tasks, [](const auto& t) { return to_json(t); })},
          {"applies", p.applies},
          {"last_apply_seconds", p.last_apply.count()},
          {"problems", to_json(p.found)}};
}

json services(const cluster_status& c) {
  return list(services_of(c), [&c](const service_status& s) { return to_json(c.id.value, s); });
}

json to_json(const cluster_status& c) {
  return {{"id", c.id.value},
          {"service_cluster", c.service_cluster},
          {"proxy_service", c.proxy_service},
          {"observed_revision", c.routes ? revision_of(c.routes->observed) : json()},
          {"rendered_revision", c.extension ? revision_of(c.extension->rendered) : json()},
          {"desired_revision", c.proxy ? revision_of(c.proxy->desired) : json()},
          {"applied_revision", c.proxy ? revision_of(c.proxy->applied) : json()},
          {"hosts", c.routes ? c.routes->hosts : 0},
          {"targets", c.routes ? c.routes->targets : 0},
          {"problems", c.routes ? to_json(c.routes->found) : json::array()},
          {"services", services(c)},
          {"extension", c.extension ? to_json(*c.extension) : json()},
          {"proxy", c.proxy ? to_json(*c.proxy) : json()}};
}

json to_json(const watcher_report& w) {
  return {{"health", to_string(w.state)},
          {"why", w.why},
          {"events_connected", w.events_connected},
          {"services", w.services},
          {"tasks", w.tasks},
          {"nodes", w.nodes},
          {"listings", w.listings},
          {"listings_failed", w.listings_failed},
          {"events", w.events},
          {"views_published", w.views_published},
          {"tasks_pushed", w.tasks_pushed},
          {"tasks_why", w.tasks_why},
          {"task_changes", w.task_changes},
          {"task_stream_ends", w.task_stream_ends},
          {"task_stream_resumes", w.task_stream_resumes},
          {"task_missed_updates", w.task_missed_updates}};
}

json to_json(const actor_status& a, std::chrono::system_clock::time_point now) {
  const auto& r = a.report;
  return {{"path", a.path},
          {"state", to_string(r.state)},
          {"restarts", r.restarts},
          {"restarts_by_cause", r.causes},
          {"last_cause", r.last_cause},
          {"last_start", r.last_start ? json(utc_time(*r.last_start)) : json()},
          {"backoff_seconds", static_cast<double>(r.backoff.count()) / 1000},
          {"budget", r.budget},
          {"budget_left", budget_left(r, now)}};
}

json clusters(const status_snapshot& p) {
  return list(p.clusters, [](const cluster_status& c) { return to_json(c); });
}

json actors(const status_snapshot& p) {
  return list(p.actors, [&p](const actor_status& a) { return to_json(a, p.when); });
}

json history(const status_snapshot& p) {
  json all = list(p.history, [](const history_event& h) -> json {
    return {{"when", utc_time(h.when)}, {"path", h.path}, {"what", h.what}};
  });
  std::reverse(all.begin(), all.end());
  return all;
}

json services(const status_snapshot& p) {
  json all = json::array();
  for (const auto& c : p.clusters)
    for (auto& s : services(c))
      all.push_back(std::move(s));
  return all;
}

} // namespace

std::string status_json(const status_snapshot& p) {
  std::string reason = why_not_ready(p);
  return text({{"version", p.version},
               {"started", utc_time(p.started)},
               {"when", utc_time(p.when)},
               {"ready", reason.empty()},
               {"not_ready_because", reason},
               {"watcher", p.watcher ? to_json(*p.watcher) : json()},
               {"clusters", clusters(p)},
               {"actors", actors(p)},
               {"history", history(p)}});
}

std::string clusters_json(const status_snapshot& p) { return text({{"clusters", clusters(p)}}); }
std::string services_json(const status_snapshot& p) { return text({{"services", services(p)}}); }
std::string actors_json(const status_snapshot& p) { return text({{"actors", actors(p)}}); }
std::string history_json(const status_snapshot& p) { return text({{"history", history(p)}}); }

std::optional<std::string> cluster_json(const status_snapshot& p, const std::string& id) {
  for (const auto& c : p.clusters)
    if (c.id.value == id)
      return text(to_json(c));
  return std::nullopt;
}

std::optional<std::string> service_json(const status_snapshot& p, const std::string& name) {
  json found = json::array();
  for (auto& s : services(p))
    if (s["name"] == name)
      found.push_back(std::move(s));
  if (found.empty())
    return std::nullopt;
  return text({{"services", std::move(found)}});
}

} // namespace signalbox
