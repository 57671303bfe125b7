// The state of each task of a proxy: since when it has been running, and the newest report of its agent.
#pragma once
#include "actors/timer.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/proxy_program.hpp"
#include "messages/reports.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// The rollout of one text to the tasks.
struct rollout_status {
  std::uint64_t tasks = 0;   ///< running tasks
  std::uint64_t serving = 0; ///< running tasks that serve the text
  bool refused = false;      ///< the proxy of a task refused the text
  std::string error;         ///< of a task that refused the text or failed to load it
};

/// A task's proxy program whose version lacks a feature.
struct outdated_program {
  std::string proxy; ///< `nginx/1.22.1`
  const version_note* note;
};

class task_registry {
public:
  explicit task_registry(proxy_programs programs = {}) : programs_(programs) {}

  /// Stores the tasks of an observation, and removes all others.
  void sync_tasks(const std::vector<service_task>& tasks, instant now);
  /// Stores a report; false if it is unchanged, or if its task is unknown.
  bool record_report(const agent_report& report, instant now);

  rollout_status rollout_status_of(const digest& text) const;
  /// Whether any task has ever reported.
  bool any_reported() const { return any_reported_; }
  /// Whether a task reports another program than `program` (`nginx`), or has not reported, has another image than
  /// `image`, and has been running since a time after `since`.
  bool any_may_run_another(const std::string& program, const std::string& image, instant since) const;
  /// Since when the longest-running task without a report has been running; none if there is no such task.
  std::optional<instant> silent_since() const;
  /// Each feature that the program of some task lacks, once.
  std::vector<outdated_program> outdated() const;
  std::vector<proxy_task_report> reports(const cluster_id& cluster, instant now) const;

private:
  struct entry {
    std::string node, image;
    std::optional<instant> running_since, serves_since;
    std::optional<agent_report> report;
  };
  proxy_programs programs_;
  std::map<std::string, entry> tasks_;
  bool any_reported_ = false;
};

} // namespace signalbox
