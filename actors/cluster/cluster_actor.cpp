#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/cluster/cluster_logic.hpp"
#include "actors/spawn.hpp"

namespace signalbox {

namespace {

class cluster_actor_impl : public reporting_actor<cluster_actor> {
public:
  cluster_actor_impl(caf::actor_config& config, actor_inputs inputs, const cluster_settings& settings,
                     status_actor status, extension_actor next)
      : reporting_actor(config, *inputs->metrics, settings.id.value + "/cluster", settings.id, std::move(status)),
        inputs_(std::move(inputs)), logic_(settings, inputs_->programs), next_(std::move(next)) {}

  behavior_type make_behavior() override {
    return {
        [](const port_reply& r) { r.continuation(); },
        [](const wake&) {},
        [this](const status_moved& m) { moved(m); },
        [this](const view_changed& v) { perform_all(logic_.on(v)); },
    };
  }

  void on_exit() override {
    next_ = nullptr;
    reporting_actor::on_exit();
  }

private:
  void perform_all(cluster_effects effects) {
    if (effects.routes)
      send(next_, std::move(*effects.routes));
    if (effects.report)
      report(std::move(*effects.report));
  }

  actor_inputs inputs_; // owns the metrics
  cluster_logic logic_;
  extension_actor next_;
};

} // namespace

cluster_actor spawn_cluster(caf::actor_system& system, actor_inputs inputs, const cluster_settings& settings,
                            status_actor status, extension_actor next) {
  return system.spawn<cluster_actor_impl>(std::move(inputs), settings, std::move(status), std::move(next));
}

} // namespace signalbox
