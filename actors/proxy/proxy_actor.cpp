#include "actors/proxy/proxy_actor.hpp"

#include "actors/stage.hpp"

namespace signalbox {

namespace {

class proxy_stage : public reporting_stage<proxy_actor> {
public:
  proxy_stage(caf::actor_config& config, std::shared_ptr<const world> w, const cluster_settings& settings,
              status_actor status)
      : reporting_stage(config, *w->meters, settings.id.value + "/proxy", settings.id, std::move(status)),
        world_(std::move(w)), engine_(world_->proxies.at(settings.id)), service_(settings.proxy_service_name),
        logic_(settings, world_->applying, world_->agents ? world_->agent : agent_text{}) {}

  behavior_type make_behavior() override {
    if (world_->agents)
      subscription_ = world_->agents->listen(
          cluster(), sink<agent_event>([this](const agent_event& e) { obey(logic_.on(e, now())); }));
    return {
        [](const answered& a) { a.step(); },
        [this](const wake& w) { obey(logic_.on_wake(w.epoch, now())); },
        [this](const status_moved& m) { moved(m); },
        [this](const config_rendered& c) { obey(logic_.on(c, now())); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    reporting_stage::on_exit();
  }

private:
  void obey(proxy_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  on_answer<engine_outcome> outcome() {
    return answer<engine_outcome>([this](const engine_outcome& o) { obey(logic_.on_outcome(o, now())); });
  }
  void perform(look_at_proxy&) {
    engine_->observe(cluster(), service_,
                     answer<observed_proxy>([this](const observed_proxy& o) { obey(logic_.on_look(o, now())); }));
  }
  void perform(make_config& m) {
    engine_->create_config(std::move(m.name), std::move(m.labels), std::move(m.text), outcome());
  }
  void perform(make_secret& m) {
    engine_->create_secret(std::move(m.name), std::move(m.labels), std::move(m.value), outcome());
  }
  void perform(mark_config& m) { engine_->label_config(std::move(m.object), std::move(m.labels), outcome()); }
  void perform(drop_config& d) { engine_->remove_config(std::move(d.id), outcome()); }
  void perform(make_service& m) { engine_->create_service(service_, std::move(m.wish), outcome()); }
  void perform(change_service& c) {
    engine_->update_service(std::move(c.live), std::move(c.merged), std::move(c.wish), outcome());
  }
  void perform(offer_config& o) { world_->agents->offer(cluster(), std::move(o.order)); }
  void perform(admit_tasks& a) { world_->agents->admit(cluster(), std::move(a.tasks)); }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(tell_proxy& t) { report(std::move(t.report)); }
  void perform(note_proxy& n) { note(std::move(n.what)); }

  std::shared_ptr<const world> world_;
  std::shared_ptr<proxy_engine> engine_;
  std::string service_;
  proxy_logic logic_;
  std::unique_ptr<subscription> subscription_;
};

} // namespace

proxy_actor spawn_proxy(caf::actor_system& system, std::shared_ptr<const world> w, const cluster_settings& settings,
                        status_actor status) {
  return system.spawn<proxy_stage>(std::move(w), settings, std::move(status));
}

} // namespace signalbox
