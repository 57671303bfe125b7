// One core process: the real actor tree on CAF's test coordinator, from its start until it is killed. The caller
// advances the time and runs the actors; the next actor is selected at random.
#pragma once
#include "actors/dependencies.hpp"
#include "actors/spawn.hpp"
#include "chaos/sim/lifecycle_invariants.hpp"
#include "chaos/sim/rng.hpp"
#include "chaos/sim/trace.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace signalbox::sim {

class sim_core {
public:
  /// `deps` contains everything but `store`, `metrics` and `started`. `on_snapshot` may throw, in the status actor.
  sim_core(std::shared_ptr<dependencies> deps, const event_queue& time, trace& log, lifecycle_invariants& lifecycle,
           rng random, std::function<void()> on_snapshot);
  ~sim_core();
  sim_core(const sim_core&) = delete;
  sim_core& operator=(const sim_core&) = delete;

  bool busy() const { return scheduler_.has_job(); }
  /// Runs one actor for one message; false if all mailboxes are empty.
  bool step();
  /// Due time of the actors' first timer.
  std::optional<moment> next_timer();
  /// Sets the clock of the actors to the time of the event queue.
  void advance_clock();

  void kill(const std::string& path);
  /// Makes a handler of this actor throw.
  void crash(const std::string& path);

  const std::set<std::string>& paths() const { return paths_; }
  const status_snapshot* snapshot() const { return snapshot_.get(); }
  const metrics_registry& metrics() const { return *deps_->metrics; }
  std::size_t timers();
  const settings& configured() const { return deps_->settings; }

private:
  struct config : caf::actor_system_config {
    config() { set("scheduler.policy", caf::atom("testing")); }
  };
  class store;
  void track_actor(const std::string& path, const caf::actor& handle);

  std::shared_ptr<dependencies> deps_;
  const event_queue& time_;
  trace& log_;
  lifecycle_invariants& lifecycle_;
  rng random_;
  std::function<void()> on_snapshot_;
  moment started_at_, clock_;
  std::set<std::string> paths_;
  std::shared_ptr<const status_snapshot> snapshot_;
  std::map<std::string, caf::actor> handles_;
  std::shared_ptr<bool> ended_ = std::make_shared<bool>(false);
  config config_;
  caf::actor_system system_{config_};
  caf::scheduler::test_coordinator& scheduler_;
  root_supervisor_actor root_;
};

} // namespace signalbox::sim
