// The delivery of texts to the agents in a proxy's tasks: which tasks are authorized, what they are offered, and what
// they have reported.
//
// A new text is offered at once and replaces no task. The offer carries an index of Swarm's store, so that a task can
// tell the later one of two texts across restarts of core. While a text to validate is published, the desired one is
// not published again: it is known to be bad, and would replace the former before every agent has polled it.
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
  /// Without `script`, or where the settings say so, every change replaces tasks. `first_report_timeout`: how long a
  /// task of another image than the desired one is taken to run another program, before it has reported.
  agent_delivery(const cluster_settings& settings, agent_text script, milliseconds first_report_timeout,
                 proxy_programs programs = {});

  hitless_mode mode() const;
  /// The proxy's tasks are meant to have agents.
  bool in_use() const { return script_ && !unsupported_; }
  /// The agent did not start in this image.
  bool unsupported() const { return unsupported_; }
  void set_unsupported() { unsupported_ = true; }
  const agent_text& script() const { return script_; }

  /// Takes the tasks that run. An effect if others are authorized now.
  std::optional<authorize_tasks> observe(const service_observation& seen, instant now);
  /// Takes a report; false if it says nothing new, or is no known task's.
  bool record_report(const agent_report& report, instant now) { return tasks_.record_report(report, now); }

  /// Publishes the desired text, unless it is published already, a text to validate is, or tasks may run another
  /// program than it is for. Nothing before the first observation: the offer might seem older than it is.
  std::optional<offer_config> offer(const config_rendered& desired, instant now);
  /// Publishes a text that is to be tested, never loaded; it stands until `end_validation`.
  std::optional<offer_config> offer_validation(const config_rendered& text);
  void end_validation() { validating_ = false; }

  /// A task may run another program than the one that the desired text is for.
  bool may_run_another(const config_rendered& desired, instant now) const;
  /// Tasks of this service have reported, so that their verdict on the desired text can be waited for.
  bool can_validate(const live_service& live, const config_rendered& desired, instant now) const;
  /// No task has ever reported.
  bool none_reported() const { return !tasks_.any_reported(); }
  /// No task has ever reported, and one has been running for longer than this.
  bool is_silent(milliseconds timeout, instant now) const;
  /// A write of `merged` gives tasks an agent that had none, or had another image.
  bool brought_by(const managed_spec& merged, const live_service& live) const;
  const task_registry& tasks() const { return tasks_; }
  /// Sorted by task; empty where tasks are replaced at each change.
  std::vector<proxy_task_report> reports(instant now) const;

  /// The bootstrap of a service that is written now.
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
  bool validating_ = false;       ///< what is offered is to be tested only
  std::uint64_t store_index_ = 0; ///< of the last observation; 0 before the first
};

} // namespace signalbox
