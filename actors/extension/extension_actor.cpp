#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/extension/extension_controller.hpp"
#include "actors/spawn.hpp"

namespace signalbox {

namespace {

class extension_actor_impl : public reporting_actor<extension_actor> {
public:
  extension_actor_impl(caf::actor_config& config, actor_inputs inputs, const service_policy& policy,
                       const cluster_settings& settings, status_actor status, proxy_actor next)
      : reporting_actor(config, *inputs->metrics, settings.id.value + "/extension", settings.id, std::move(status)),
        inputs_(std::move(inputs)), settings_(settings), controller_(settings, policy, inputs_->programs),
        next_(std::move(next)) {
    if (has_service())
      engine_ = inputs_->extension_engines.at(settings.id);
  }

  behavior_type make_behavior() override {
    if (inputs_->agents)
      reports_ = inputs_->agents->listen(cluster(), sink<agent_event>([this](const agent_event& e) {
                                           if (const auto* report = std::get_if<agent_report>(&e))
                                             perform_all(controller_.on(*report, now()));
                                         }));
    if (has_service())
      polls_ = inputs_->extensions->listen(cluster(), sink<extension_event>([this](const extension_event& e) {
                                             perform_all(controller_.on(e, now()));
                                           }));
    perform_all(controller_.start(now()));
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { perform_all(controller_.on_wake(w.epoch, now())); },
        [this](const status_moved& m) { moved(m); },
        [this](const routes_changed& r) { perform_all(controller_.on(r, now())); },
    };
  }

  void on_exit() override {
    polls_.reset();
    reports_.reset();
    next_ = nullptr;
    reporting_actor::on_exit();
  }

private:
  bool has_service() const { return !settings_.image.empty(); }
  void perform_all(extension_controller_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  void perform(config_rendered& c) { send(next_, std::move(c)); }
  void perform(record_event& event) { add_event(std::move(event.what)); }
  void perform(publish_report<extension_report>& effect) { report(std::move(effect.report)); }
  void perform(render_request& r) {
    if (has_service())
      inputs_->extensions->request(cluster(), std::move(r));
    else
      perform_all(controller_.on_rendered(r.number, inputs_->render(*r.routes, settings_), now()));
  }
  void perform(service_call& c) {
    signalbox::perform(
        std::move(c), *engine_, cluster(), settings_.service_name,
        answer<observed_service>(
            [this](const observed_service& o) { perform_all(controller_.on_observation(o, now())); }),
        answer<engine_outcome>([this](const engine_outcome& o) { perform_all(controller_.on_outcome(o, now())); }));
  }
  void perform(authorize_tasks& a) { inputs_->extensions->authorize(cluster(), std::move(a.tasks)); }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }

  actor_inputs inputs_;
  cluster_settings settings_;
  extension_controller controller_;
  proxy_actor next_;
  std::shared_ptr<service_engine> engine_; ///< of the extension service; null if core renders
  std::unique_ptr<subscription> reports_, polls_;
};

} // namespace

extension_actor spawn_extension(caf::actor_system& system, actor_inputs inputs, const service_policy& policy,
                                const cluster_settings& settings, status_actor status, proxy_actor next) {
  return system.spawn<extension_actor_impl>(std::move(inputs), policy, settings, std::move(status), std::move(next));
}

} // namespace signalbox
