#include "actors/spawn.hpp"
#include "actors/supervision/supervisor.hpp"

namespace signalbox {

namespace {

class root_supervisor : public supervisor<root_supervisor_actor> {
public:
  root_supervisor(caf::actor_config& config, std::shared_ptr<const dependencies> inputs)
      : supervisor(config, std::move(inputs), "root", {}, status_actor{}) {
    add("status", [this] { return start_status(); });
    for (const auto& c : deps()->settings.clusters)
      add(c.id.value, [this, c] { return start_cluster(c); });
    add("janitor", [this] { return caf::actor_cast<caf::actor>(spawn_janitor(system(), deps(), status())); });
    add("watcher", [this] {
      watcher_ = spawn_watcher(system(), deps(), deps()->watcher_policy, status(), clusters_, ++incarnation_);
      return caf::actor_cast<caf::actor>(watcher_);
    });
  }

  behavior_type make_behavior() override {
    start_from(0);
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { on_wake(w); },
        [this](const status_moved& m) { pass_on_status(m); },
    };
  }

  void on_exit() override {
    clusters_.clear();
    watcher_ = nullptr;
    supervisor::on_exit();
  }

private:
  caf::actor start_status() {
    const auto fresh = spawn_status(system(), deps(), core_started_);
    pass_on_status(status_moved{fresh});
    return caf::actor_cast<caf::actor>(fresh);
  }
  caf::actor start_cluster(const cluster_settings& c) {
    auto fresh = spawn_cluster_supervisor(system(), deps(), c, status());
    clusters_[c.id] = fresh;
    if (watcher_)
      send(watcher_, cluster_attached{c.id, fresh});
    return caf::actor_cast<caf::actor>(fresh);
  }
  void schedule_restart(std::size_t index, milliseconds pause) override { start_later(index, pause); }
  void on_pause_over(std::size_t index) override {
    if (!children()[index].handle)
      start(index);
  }

  const std::chrono::system_clock::time_point core_started_ = std::chrono::system_clock::now();
  supervisor_handles clusters_;
  watcher_actor watcher_;
  std::uint32_t incarnation_ = 0;
};

} // namespace

root_supervisor_actor spawn_root_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> inputs) {
  return system.spawn<root_supervisor>(std::move(inputs));
}

} // namespace signalbox
