// How long the rollout of a proxy's configuration waits for what.
#pragma once
#include "actors/service/service_policy.hpp"

#include <cstddef>

namespace signalbox {

struct proxy_policy : service_policy {
  /// How long an update waits for applications that are still converging.
  milliseconds settle_timeout{15000};
  /// The same where agents look after the tasks: there only a change of networks and the like replaces tasks.
  milliseconds batch_max_wait{3000};
  /// How long a running update is waited for before a newer one replaces it.
  milliseconds update_timeout{30000};
  /// How long Swarm may take to begin an update; one that replaces no task never begins.
  milliseconds update_start_timeout{1000};
  /// After which tasks that do not run are reported.
  milliseconds apply_timeout{60000};
  /// How long an update waits for a running task to say that its text is good.
  milliseconds validation_timeout{5000};
  /// The same, where newer texts keep coming.
  milliseconds unvalidated_max_wait{30000};
  /// After which a task that does not serve the newest text is reported.
  milliseconds reload_timeout{5000};
  /// How long a task that core replaced may run before its agent reports.
  milliseconds first_report_timeout{20000};
  /// The same for a task that core did not replace.
  milliseconds silence_timeout{120000};
  /// Config objects kept for going back, beside the one in use.
  std::size_t configs_kept = 3;
};

} // namespace signalbox
