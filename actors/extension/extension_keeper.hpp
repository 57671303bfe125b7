// Keeps a cluster's extension service as it should be: looks at it, and takes the one next step.
//
// In the manner of `proxy_logic`, and much simpler, for a service that carries no configuration of its own. A wish that
// Swarm gave up is not tried again while this keeper lives: the tasks that run stay.
#pragma once
#include "actors/alarm.hpp"
#include "actors/ports.hpp"
#include "actors/proxy/proxy_logic.hpp"

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// A task that is gone may have been the last to answer, by what it was started with: those that stay are asked anew.
struct order_again {};

using keeper_effect = std::variant<look_at_proxy, make_secret, make_service, change_service, admit_tasks, order_again,
                                   wake_later, note_proxy>;
using keeper_effects = std::vector<keeper_effect>;

class extension_keeper {
public:
  extension_keeper(cluster_settings settings, proxy_policy policy);

  keeper_effects start(instant now);
  keeper_effects on_look(const observed_proxy& seen, instant now);
  keeper_effects on_outcome(const engine_outcome& outcome, instant now);
  keeper_effects on_wake(std::uint64_t epoch, instant now);
  /// Somebody asks core for routes who is not known to be a task of this service.
  keeper_effects on_stranger(instant now);

  std::uint64_t replicas() const { return replicas_; }
  std::uint64_t tasks_running() const { return running_; }
  const problems& found() const { return found_; }

private:
  enum class call { none, look, secret, write };
  void take_stock(const proxy_observation& seen);
  void admit(const proxy_observation& seen);
  void decide(const proxy_observation& seen);
  void create();
  void write_if_different(const live_proxy& live);
  bool lacks_secret();
  void start_call(call c, keeper_effect effect);
  void look_now();
  void look_in(milliseconds in, instant now);
  void trouble(std::string what, std::string hint);

  cluster_settings settings_;
  proxy_policy policy_;
  proxy_spec wish_;
  bool has_secret_ = false;
  std::set<std::string> given_up_;     ///< `UpdateStatus.StartedAt` of updates that Swarm gave up
  std::optional<std::string> why_not_; ///< why the wish is not tried (again)
  bool written_ = false;               ///< by this keeper
  bool pending_ = false;               ///< something is under way: look soon
  call in_flight_ = call::none;
  std::optional<instant> looked_;
  std::vector<admitted_task> admitted_;
  std::uint64_t replicas_ = 0, running_ = 0;
  problems found_;
  alarm_clock alarm_;
  backoff retry_;
  keeper_effects out_;
};

} // namespace signalbox
