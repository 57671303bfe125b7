// What is known of each running task of a proxy: when it was first seen, and the newest word of its agent.
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

/// How far a text has come.
struct rollout_status {
  std::uint64_t tasks = 0;   ///< that run
  std::uint64_t serving = 0; ///< of them, this text
  bool refused = false;      ///< by a task's own proxy
  std::string error;         ///< of a task that refused it, or that could not take it
};

/// A task's program that lacks something.
struct outdated_program {
  std::string proxy; ///< `nginx/1.22.1`
  const version_note* note;
};

class task_registry {
public:
  explicit task_registry(proxy_programs programs = {}) : programs_(programs) {}

  /// Takes the tasks that run now, and forgets the others.
  void sync_tasks(const std::vector<service_task>& tasks, instant now);
  /// Takes a word; false if it says nothing new.
  bool record_report(const agent_report& report, instant now);

  rollout_status rollout_status_of(const digest& text) const;
  /// Whether any task has ever said anything.
  bool any_reported() const { return any_reported_; }
  /// Whether any task runs something else than `program` (`nginx`), or has another image than `image`, runs since after
  /// `since`, and has not said what it is.
  bool any_may_run_another(const std::string& program, const std::string& image, instant since) const;
  /// Since when a task has been running without a word, if there is one; the longest.
  std::optional<instant> silent_since() const;
  /// Each note that some task's program is too old for, once.
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
