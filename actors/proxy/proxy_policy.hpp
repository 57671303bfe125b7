// Timeouts of the rollout of a proxy's configuration.
#pragma once
#include "actors/service/service_policy.hpp"

#include <cstddef>

namespace signalbox {

struct proxy_policy : service_policy {
  /// How long an update waits for applications that are still converging.
  milliseconds settle_timeout{15000};
  /// The same with agents: there only a change of the spec, such as of networks, replaces tasks.
  milliseconds batch_max_wait{3000};
  /// How long a newer update waits for a running one before it replaces that one.
  milliseconds update_timeout{30000};
  /// How long Swarm may take to begin an update; one that replaces no task never begins.
  milliseconds update_start_timeout{1000};
  /// The time from a change to the report that tasks do not run its configuration.
  milliseconds apply_timeout{60000};
  /// How long an update waits for a running task's verdict on the newest text.
  milliseconds validation_timeout{5000};
  /// The same in total, if newer texts restart that wait.
  milliseconds unvalidated_max_wait{30000};
  /// How long a task may serve an older text before this is reported.
  milliseconds reload_timeout{5000};
  /// How long a task may run before its agent reports, if the change in flight starts the agent.
  milliseconds first_report_timeout{20000};
  /// The same in all other cases.
  milliseconds silence_timeout{120000};
  /// Unused config objects that are kept for a rollback.
  std::size_t configs_kept = 3;
};

} // namespace signalbox
