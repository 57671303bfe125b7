#include "actors/extension/extension_actor.hpp"

#include "actors/extension/extension_logic.hpp"
#include "actors/stage.hpp"

namespace signalbox {

namespace {

class extension_stage : public reporting_stage<extension_actor> {
public:
  extension_stage(caf::actor_config& config, std::shared_ptr<const world> w, const cluster_settings& settings,
                  status_actor status, proxy_actor next)
      : reporting_stage(config, *w->meters, settings.id.value + "/extension", settings.id, std::move(status)),
        world_(std::move(w)), logic_(settings, world_->render), next_(std::move(next)) {}

  behavior_type make_behavior() override {
    if (world_->agents)
      subscription_ = world_->agents->listen(cluster(), sink<agent_event>([this](const agent_event& e) {
                                               if (const auto* word = std::get_if<agent_report>(&e))
                                                 obey(logic_.on(*word));
                                             }));
    return {
        [](const answered& a) { a.step(); },
        [](const wake&) {},
        [this](const status_moved& m) { moved(m); },
        [this](const routes_changed& r) { obey(logic_.on(r)); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    next_ = nullptr;
    reporting_stage::on_exit();
  }

private:
  void obey(extension_effects effects) {
    if (effects.config)
      send(next_, std::move(*effects.config));
    for (auto& n : effects.notes)
      note(std::move(n));
    if (effects.report)
      report(std::move(*effects.report));
  }

  std::shared_ptr<const world> world_;
  extension_logic logic_;
  proxy_actor next_;
  std::unique_ptr<subscription> subscription_;
};

} // namespace

extension_actor spawn_extension(caf::actor_system& system, std::shared_ptr<const world> w,
                                const cluster_settings& settings, status_actor status, proxy_actor next) {
  return system.spawn<extension_stage>(std::move(w), settings, std::move(status), std::move(next));
}

} // namespace signalbox
