#include "actors/proxy/task_registry.hpp"

#include "actors/service/owned_objects.hpp"

#include <algorithm>

namespace signalbox {

namespace {

const char* name_of(verdict v) {
  static constexpr const char* names[] = {"none", "loaded", "passed", "refused", "failed"};
  return names[static_cast<int>(v)];
}

} // namespace

void task_registry::sync_tasks(const std::vector<service_task>& tasks, instant now) {
  std::map<std::string, entry> known;
  for (const auto& t : tasks) {
    auto& e = known[t.id];
    if (const auto before = tasks_.find(t.id); before != tasks_.end())
      e = std::move(before->second);
    e.node = t.node_id;
    e.image = t.image;
    if (t.state != "running")
      e.running_since.reset();
    else if (!e.running_since)
      e.running_since = now;
  }
  tasks_ = std::move(known);
}

bool task_registry::record_report(const agent_report& report, instant now) {
  const auto i = tasks_.find(report.task);
  if (i == tasks_.end())
    return false;
  auto& e = i->second;
  any_reported_ = true;
  if (e.report == report)
    return false;
  if (!e.report || e.report->running != report.running)
    e.serves_since = now;
  e.report = report;
  return true;
}

rollout_status task_registry::rollout_status_of(const digest& text) const {
  rollout_status s;
  for (const auto& [_, e] : tasks_) {
    if (!e.running_since)
      continue;
    ++s.tasks;
    if (!e.report)
      continue;
    if (e.report->running == text)
      ++s.serving;
    if (e.report->judged != text)
      continue;
    if (e.report->result == verdict::refused)
      s.refused = true;
    if (e.report->result == verdict::refused || (e.report->result == verdict::failed && s.error.empty()))
      s.error = e.report->error;
  }
  return s;
}

bool task_registry::any_may_run_another(const std::string& program, const std::string& image, instant since) const {
  const auto may = [&](const entry& e) {
    if (e.report)
      return runs_another(*e.report, program);
    return !e.image.empty() && e.image != image && e.running_since && *e.running_since > since;
  };
  return !program.empty() && std::any_of(tasks_.begin(), tasks_.end(), [&](const auto& t) { return may(t.second); });
}

std::optional<instant> task_registry::silent_since() const {
  std::optional<instant> since;
  for (const auto& [_, e] : tasks_)
    if (e.running_since && !e.report && (!since || *e.running_since < *since))
      since = e.running_since;
  return since;
}

std::vector<outdated_program> task_registry::outdated() const {
  std::vector<outdated_program> all;
  for (const auto& program : programs_)
    for (const auto& note : program.notes) {
      const auto older = std::find_if(tasks_.begin(), tasks_.end(), [&](const auto& t) {
        const auto& report = t.second.report;
        return report && program_of_report(programs_, report->proxy) == &program &&
               version_of_report(report->proxy) < note.since;
      });
      if (older != tasks_.end())
        all.push_back({older->second.report->proxy, &note});
    }
  return all;
}

std::vector<proxy_task_report> task_registry::reports(const cluster_id& cluster, instant now) const {
  std::vector<proxy_task_report> all;
  for (const auto& [id, e] : tasks_) {
    proxy_task_report r;
    r.task = id;
    r.node = e.node;
    if (e.report && !e.report->running.empty())
      r.serves = config_name(cluster, e.report->running);
    r.proxy = e.report ? e.report->proxy : "";
    r.verdict = e.report ? name_of(e.report->result) : "silent";
    if (e.serves_since)
      r.since = now - *e.serves_since;
    all.push_back(std::move(r));
  }
  return all;
}

} // namespace signalbox
