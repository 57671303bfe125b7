// One life of the core: the real actor tree on CAF's test coordinator, from its start until it is killed. Time and
// turns come from outside; which actor is next is a matter of chance.
#pragma once
#include "actors/supervision/root_supervisor_actor.hpp"
#include "actors/world.hpp"
#include "chaos/sim/dice.hpp"
#include "chaos/sim/life_watch.hpp"
#include "chaos/sim/trace.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace signalbox::sim {

class core_life {
public:
  /// `outside` has everything but `board`, `meters` and `started`. `on_picture` may throw, in the status actor.
  core_life(std::shared_ptr<world> outside, const agenda& time, trace& log, life_watch& lives, dice chance,
            std::function<void()> on_picture);
  ~core_life();
  core_life(const core_life&) = delete;
  core_life& operator=(const core_life&) = delete;

  bool busy() const { return schedule_.has_job(); }
  /// Lets one actor handle one message; false if nobody has any.
  bool step();
  /// When the first of the actors' timers is due.
  std::optional<moment> next_timer();
  /// Brings the actors' clock to the agenda's time.
  void catch_up();

  void kill(const std::string& path);
  /// Has a handler of this actor throw.
  void crash(const std::string& path);

  const std::set<std::string>& paths() const { return paths_; }
  const status_picture* picture() const { return picture_.get(); }
  const meter_board& meters() const { return *outside_->meters; }
  std::size_t timers();
  const settings& configured() const { return outside_->settings; }

private:
  struct config : caf::actor_system_config {
    config() { set("scheduler.policy", caf::atom("testing")); }
  };
  class board;
  void mourn(const std::string& path, const caf::actor& handle);

  std::shared_ptr<world> outside_;
  const agenda& time_;
  trace& log_;
  life_watch& lives_;
  dice chance_;
  std::function<void()> on_picture_;
  moment born_, seen_;
  std::set<std::string> paths_;
  std::shared_ptr<const status_picture> picture_;
  std::map<std::string, caf::actor> handles_;
  std::shared_ptr<bool> over_ = std::make_shared<bool>(false);
  config config_;
  caf::actor_system system_{config_};
  caf::scheduler::test_coordinator& schedule_;
  root_supervisor_actor root_;
};

} // namespace signalbox::sim
