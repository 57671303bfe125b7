// Reconciles a cluster's extension service: compares the observed service with the desired spec, and takes the one next
// step.
//
// The service has no config objects of core, so this is simpler than for a proxy. A desired spec that Swarm gave up is
// not tried again while this object exists; running tasks stay.
#pragma once
#include "actors/effects.hpp"
#include "actors/ports.hpp"
#include "actors/service/authorized_tasks.hpp"
#include "actors/service/service_problems.hpp"
#include "actors/service/service_reconciler.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace signalbox {

/// Effect: send the newest request again. The last answer may be from a task that is no longer authorized, and that
/// was started with an older spec.
struct resend_request {};

using extension_service_effect = std::variant<service_call, authorize_tasks, resend_request, wake_later, record_event>;
using extension_service_effects = std::vector<extension_service_effect>;

class extension_reconciler {
public:
  extension_reconciler(cluster_settings settings, const service_policy& policy);

  extension_service_effects start(instant now);
  extension_service_effects on_observation(const observed_service& seen, instant now);
  extension_service_effects on_outcome(const engine_outcome& outcome, instant now);
  extension_service_effects on_wake(std::uint64_t epoch, instant now);
  /// A caller that is not a known task of this service polls core.
  extension_service_effects on_unknown_caller(instant now);

  std::uint64_t replicas() const { return replicas_; }
  std::uint64_t tasks_running() const { return running_; }
  const problems& found() const { return problems_.found(); }

private:
  void authorize(const service_observation& seen);
  void reconcile(const service_observation& seen);
  void create();
  void write_if_different(const live_service& live);
  /// Starts to create the secret that the service needs; false if it exists, or none is needed.
  bool ensure_secret();
  void push(service_reconciler::effect effect);
  void add_problem(std::string what, std::string hint);
  extension_service_effects take() { return std::exchange(out_, {}); }

  cluster_settings settings_;
  managed_spec desired_;
  service_reconciler service_;
  service_problems problems_;
  std::set<std::string> given_up_;     ///< `UpdateStatus.StartedAt` of updates that Swarm gave up
  std::optional<std::string> why_not_; ///< why the desired spec is not tried again
  bool written_ = false;               ///< this object has sent an update of the service
  bool pending_ = false;               ///< an update runs or is pending: observe soon
  std::uint64_t replicas_ = 0, running_ = 0;
  std::vector<authorized_task> authorized_;
  extension_service_effects out_;
};

} // namespace signalbox
