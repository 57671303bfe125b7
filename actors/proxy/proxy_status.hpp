// The report of a proxy service: health, problems, desired and applied configuration.
#pragma once
#include "actors/proxy/task_registry.hpp"
#include "actors/service/service_problems.hpp"
#include "messages/managed_service.hpp"
#include "messages/reports.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace signalbox {

class proxy_status {
public:
  explicit proxy_status(const cluster_settings& settings);

  bool healthy() const { return report_.state == health::ok; }
  /// The desired configuration is applied, and the proxy is healthy.
  bool is_applied() const { return healthy() && report_.applied_config == report_.desired_config; }
  /// The report so far, without the counts of changes.
  proxy_report report() const;

  void set_desired(revision rev, std::string config);
  /// `id`: of the observed service; empty if there is none.
  void set_service(std::string id) { report_.service_id = std::move(id); }
  void set_tasks(std::uint64_t replicas, std::uint64_t running);
  void set_no_tasks() { report_.tasks_running = 0; }
  void set_hitless(hitless_mode mode, std::vector<proxy_task_report> tasks);
  void clear_problems() { problems_.clear(); }

  void set_degraded(std::string why);
  /// Sets degraded if the engine refused the call or did not answer.
  void set_outcome(const engine_outcome& outcome);
  void set_foreign(const live_service& live);
  void set_blocked(const std::string& why);
  void set_refused(const std::string& error);
  /// `others`: tasks that run with another configuration. `error`: `; a task reports: …`, or empty.
  void set_overdue(std::uint64_t others, const std::string& error);
  /// Not every task serves the newest configuration. `late`: for longer than `proxy_policy::reload_timeout`.
  void set_lagging(const rollout_status& tasks, bool late);
  /// Every task serves the desired configuration. `agent_unsupported`: warns that each change replaces tasks.
  void set_applied(revision rev, bool agent_unsupported);

  /// Adds a warning such as: `nginx/1.22.1` drops connections at each reload.
  void warn_of_program(const outdated_program& program);

private:
  std::string service_, image_;
  proxy_report report_;
  service_problems problems_;
};

} // namespace signalbox
