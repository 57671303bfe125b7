#include "actors/proxy/proxy_actor.hpp"

#include "actors/base_actor.hpp"

namespace signalbox {

namespace {

class proxy_actor_impl : public reporting_actor<proxy_actor> {
public:
  proxy_actor_impl(caf::actor_config& config, std::shared_ptr<const dependencies> w, const cluster_settings& settings,
                   status_actor status)
      : reporting_actor(config, *w->metrics, settings.id.value + "/proxy", settings.id, std::move(status)),
        dependencies_(std::move(w)), engine_(dependencies_->proxies.at(settings.id)),
        service_(settings.proxy_service_name),
        logic_(settings, dependencies_->applying, dependencies_->agents ? dependencies_->agent : agent_text{},
               dependencies_->programs) {}

  behavior_type make_behavior() override {
    if (dependencies_->agents)
      subscription_ = dependencies_->agents->listen(
          cluster(), sink<agent_event>([this](const agent_event& e) { obey(logic_.on(e, now())); }));
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { obey(logic_.on_wake(w.epoch, now())); },
        [this](const status_moved& m) { moved(m); },
        [this](const config_rendered& c) { obey(logic_.on(c, now())); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    reporting_actor::on_exit();
  }

private:
  void obey(proxy_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  on_answer<engine_outcome> outcome() {
    return answer<engine_outcome>([this](const engine_outcome& o) { obey(logic_.on_outcome(o, now())); });
  }
  void perform(observe_service&) {
    engine_->observe(cluster(), service_, answer<observed_service>([this](const observed_service& o) {
                       obey(logic_.on_observation(o, now()));
                     }));
  }
  void perform(make_config& m) {
    engine_->create_config(std::move(m.name), std::move(m.labels), std::move(m.text), outcome());
  }
  void perform(make_secret& m) {
    engine_->create_secret(std::move(m.name), std::move(m.labels), std::move(m.value), outcome());
  }
  void perform(mark_config& m) { engine_->label_config(std::move(m.object), std::move(m.labels), outcome()); }
  void perform(drop_config& d) { engine_->remove_config(std::move(d.id), outcome()); }
  void perform(make_service& m) { engine_->create_service(service_, std::move(m.desired), outcome()); }
  void perform(change_service& c) {
    engine_->update_service(std::move(c.live), std::move(c.merged), std::move(c.desired), outcome());
  }
  void perform(offer_config& o) { dependencies_->agents->offer(cluster(), std::move(o.assignment)); }
  void perform(authorize_tasks& a) { dependencies_->agents->authorize(cluster(), std::move(a.tasks)); }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(publish_report<proxy_report>& t) { report(std::move(t.report)); }
  void perform(record_event& n) { add_event(std::move(n.what)); }

  std::shared_ptr<const dependencies> dependencies_;
  std::shared_ptr<service_engine> engine_;
  std::string service_;
  proxy_logic logic_;
  std::unique_ptr<subscription> subscription_;
};

} // namespace

proxy_actor spawn_proxy(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                        const cluster_settings& settings, status_actor status) {
  return system.spawn<proxy_actor_impl>(std::move(w), settings, std::move(status));
}

} // namespace signalbox
