// Keeps a cluster's extension service as it should be: looks at it, and takes the one next step.
//
// In the manner of `proxy_logic`, and much simpler, for a service that carries no configuration of its own. A desired
// spec that Swarm gave up is not tried again while this reconciler lives: the tasks that run stay.
#pragma once
#include "actors/ports.hpp"
#include "actors/proxy/proxy_logic.hpp"
#include "actors/timer.hpp"

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// A task that is gone may have been the last to answer, by what it was started with: those that stay are asked anew.
struct resend_request {};

using extension_service_effect = std::variant<observe_service, make_secret, make_service, change_service,
                                              authorize_tasks, resend_request, wake_later, record_event>;
using extension_service_effects = std::vector<extension_service_effect>;

class extension_reconciler {
public:
  extension_reconciler(cluster_settings settings, proxy_policy policy);

  extension_service_effects start(instant now);
  extension_service_effects on_observation(const observed_service& seen, instant now);
  extension_service_effects on_outcome(const engine_outcome& outcome, instant now);
  extension_service_effects on_wake(std::uint64_t epoch, instant now);
  /// Somebody asks core for routes who is not known to be a task of this service.
  extension_service_effects on_unknown_caller(instant now);

  std::uint64_t replicas() const { return replicas_; }
  std::uint64_t tasks_running() const { return running_; }
  const problems& found() const { return found_; }

private:
  enum class call { none, observe, secret, write };
  void record_observation(const service_observation& seen);
  void authorize(const service_observation& seen);
  void reconcile(const service_observation& seen);
  void create();
  void write_if_different(const live_service& live);
  bool lacks_secret();
  void start_call(call c, extension_service_effect effect);
  void observe_now();
  void requeue_after(milliseconds in, instant now);
  void add_problem(std::string what, std::string hint);

  cluster_settings settings_;
  proxy_policy policy_;
  managed_spec desired_;
  bool has_secret_ = false;
  std::set<std::string> given_up_;     ///< `UpdateStatus.StartedAt` of updates that Swarm gave up
  std::optional<std::string> why_not_; ///< why the desired spec is not tried (again)
  bool written_ = false;               ///< by this reconciler
  bool pending_ = false;               ///< something is under way: look soon
  call in_flight_ = call::none;
  std::optional<instant> observed_at_;
  std::vector<authorized_task> authorized_;
  std::uint64_t replicas_ = 0, running_ = 0;
  problems found_;
  timer_slot timer_;
  backoff retry_;
  extension_service_effects out_;
};

} // namespace signalbox
