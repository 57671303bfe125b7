#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/proxy/proxy_logic.hpp"
#include "actors/spawn.hpp"

namespace signalbox {

namespace {

class proxy_actor_impl : public reporting_actor<proxy_actor> {
public:
  proxy_actor_impl(caf::actor_config& config, actor_inputs inputs, const proxy_policy& policy,
                   const cluster_settings& settings, status_actor status)
      : reporting_actor(config, *inputs->metrics, settings.id.value + "/proxy", settings.id, std::move(status)),
        inputs_(std::move(inputs)), engine_(inputs_->proxy_engines.at(settings.id)),
        service_(settings.proxy_service_name),
        logic_(settings, policy, inputs_->agents ? inputs_->agent : agent_text{}, inputs_->programs) {}

  behavior_type make_behavior() override {
    if (inputs_->agents)
      subscription_ = inputs_->agents->listen(
          cluster(), sink<agent_event>([this](const agent_event& e) { perform_all(logic_.on(e, now())); }));
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { perform_all(logic_.on_wake(w.epoch, now())); },
        [this](const status_moved& m) { moved(m); },
        [this](const config_rendered& c) { perform_all(logic_.on(c, now())); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    reporting_actor::on_exit();
  }

private:
  void perform_all(proxy_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  void perform(service_call& c) {
    signalbox::perform(
        std::move(c), *engine_, cluster(), service_,
        answer<observed_service>([this](const observed_service& o) { perform_all(logic_.on_observation(o, now())); }),
        answer<engine_outcome>([this](const engine_outcome& o) { perform_all(logic_.on_outcome(o, now())); }));
  }
  void perform(offer_config& o) { inputs_->agents->offer(cluster(), std::move(o.assignment)); }
  void perform(authorize_tasks& a) { inputs_->agents->authorize(cluster(), std::move(a.tasks)); }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(publish_report<proxy_report>& effect) { report(std::move(effect.report)); }
  void perform(record_event& event) { add_event(std::move(event.what)); }

  actor_inputs inputs_;
  std::shared_ptr<service_engine> engine_;
  std::string service_;
  proxy_logic logic_;
  std::unique_ptr<subscription> subscription_;
};

} // namespace

proxy_actor spawn_proxy(caf::actor_system& system, actor_inputs inputs, const proxy_policy& policy,
                        const cluster_settings& settings, status_actor status) {
  return system.spawn<proxy_actor_impl>(std::move(inputs), policy, settings, std::move(status));
}

} // namespace signalbox
