// Delivers texts to the agents in a proxy's tasks: authorizes tasks, publishes texts, and records reports.
//
// A new text is published at once and replaces no task. The assignment contains Swarm's store index, so that a task can
// determine the newer of two texts, also after a restart of core. While a validate-only text is published, the desired
// text is not published again: it is known to be bad, and would replace the validate-only text before every agent has
// polled it.
#pragma once
#include "actors/proxy/bootstrap.hpp"
#include "actors/proxy/task_registry.hpp"
#include "actors/service/authorized_tasks.hpp"
#include "actors/timer.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// Effect: publish this to the cluster's agents.
struct offer_config {
  agent_assignment assignment;
};

class agent_delivery {
public:
  /// Without `script`, or if the settings disable hitless updates, every change replaces tasks. `first_report_timeout`:
  /// how long a task with another image than the desired one, and without a report, is assumed to run another program.
  agent_delivery(const cluster_settings& settings, agent_text script, milliseconds first_report_timeout,
                 proxy_programs programs = {});

  hitless_mode mode() const;
  /// The desired spec contains the agent.
  bool in_use() const { return script_ && !unsupported_; }
  /// The agent does not work in this image.
  bool unsupported() const { return unsupported_; }
  void set_unsupported() { unsupported_ = true; }
  const agent_text& script() const { return script_; }

  /// Records the tasks of an observation. An effect if the set of authorized tasks has changed.
  std::optional<authorize_tasks> observe(const service_observation& seen, instant now);
  /// Records a report; false if it is unchanged, or if its task is unknown.
  bool record_report(const agent_report& report, instant now) { return tasks_.record_report(report, now); }

  /// Publishes the desired text, unless it or a validate-only text is published already, or tasks may run another
  /// program than the text's. No effect before the first observation, which determines the store index.
  std::optional<offer_config> offer(const config_rendered& desired, instant now);
  /// Publishes a validate-only text. The desired text does not replace it before `end_validation`.
  std::optional<offer_config> offer_validation(const config_rendered& text);
  void end_validation() { validating_ = false; }

  /// A task may run another program than the desired text's.
  bool may_run_another(const config_rendered& desired, instant now) const;
  /// Tasks of this service have reported, so an update can wait for their verdict on the desired text.
  bool can_validate(const live_service& live, const config_rendered& desired, instant now) const;
  /// No task has ever reported.
  bool none_reported() const { return !tasks_.any_reported(); }
  /// No task has ever reported, and one has been running for longer than `timeout`.
  bool is_silent(milliseconds timeout, instant now) const;
  /// A write of `merged` starts the agent in tasks that had no agent, or another image.
  bool brought_by(const managed_spec& merged, const live_service& live) const;
  const task_registry& tasks() const { return tasks_; }
  /// Sorted by task; empty without agents.
  std::vector<proxy_task_report> reports(instant now) const;

  /// The bootstrap configuration of a service that is written now.
  bootstrap_config new_bootstrap(std::string config) const { return {std::move(config), store_index_}; }

private:
  cluster_id cluster_;
  std::string image_;
  std::vector<std::string> core_networks_;
  milliseconds first_report_timeout_;
  agent_text script_;
  bool unsupported_ = false;
  task_registry tasks_;
  std::vector<authorized_task> authorized_;
  agent_assignment offered_;
  bool validating_ = false;       ///< a validate-only text is published, and must not be replaced yet
  std::uint64_t store_index_ = 0; ///< of the last observation; 0 before the first
};

} // namespace signalbox
