#include "actors/cluster/cluster_actor.hpp"

#include "actors/cluster/cluster_logic.hpp"
#include "actors/stage.hpp"

namespace signalbox {

namespace {

class cluster_stage : public reporting_stage<cluster_actor> {
public:
  cluster_stage(caf::actor_config& config, std::shared_ptr<const world> w, const cluster_settings& settings,
                status_actor status, extension_actor next)
      : reporting_stage(config, *w->meters, settings.id.value + "/cluster", settings.id, std::move(status)),
        world_(std::move(w)), logic_(settings), next_(std::move(next)) {}

  behavior_type make_behavior() override {
    return {
        [](const answered& a) { a.step(); },
        [](const wake&) {},
        [this](const status_moved& m) { moved(m); },
        [this](const view_changed& v) { obey(logic_.on(v)); },
    };
  }

  void on_exit() override {
    next_ = nullptr;
    reporting_stage::on_exit();
  }

private:
  void obey(cluster_effects effects) {
    if (effects.routes)
      send(next_, std::move(*effects.routes));
    if (effects.report)
      report(std::move(*effects.report));
  }

  std::shared_ptr<const world> world_; // keeps the meter
  cluster_logic logic_;
  extension_actor next_;
};

} // namespace

cluster_actor spawn_cluster(caf::actor_system& system, std::shared_ptr<const world> w, const cluster_settings& settings,
                            status_actor status, extension_actor next) {
  return system.spawn<cluster_stage>(std::move(w), settings, std::move(status), std::move(next));
}

} // namespace signalbox
