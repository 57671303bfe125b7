#include "actors/extension/extension_actor.hpp"

#include "actors/extension/extension_keeper.hpp"
#include "actors/extension/extension_logic.hpp"
#include "actors/extension/extension_watch.hpp"
#include "actors/stage.hpp"

#include <iterator>

namespace signalbox {

namespace {

/// What every extension actor does; its heirs have tables rendered.
class extension_stage : public reporting_stage<extension_actor> {
public:
  extension_stage(caf::actor_config& config, std::shared_ptr<const world> w, const cluster_settings& settings,
                  status_actor status, proxy_actor next)
      : reporting_stage(config, *w->meters, settings.id.value + "/extension", settings.id, std::move(status)),
        world_(std::move(w)), settings_(settings), next_(std::move(next)) {}

  behavior_type make_behavior() override {
    if (world_->agents)
      subscription_ = world_->agents->listen(cluster(), sink<agent_event>([this](const agent_event& e) {
                                               if (const auto* word = std::get_if<agent_report>(&e))
                                                 obey(logic_.on(*word));
                                             }));
    start();
    return {
        [](const answered& a) { a.step(); },
        [this](const wake& w) { on_wake(w.epoch); },
        [this](const status_moved& m) { moved(m); },
        [this](const routes_changed& r) { obey(logic_.on(r)); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    next_ = nullptr;
    reporting_stage::on_exit();
  }

protected:
  virtual void start() {}
  virtual void on_wake(std::uint64_t) {}
  virtual void have_rendered(const render_order& order) = 0;
  virtual void tell(extension_report r) { report(std::move(r)); }

  void rendered(std::uint64_t order, render_result result) { obey(logic_.on_rendered(order, std::move(result))); }
  const world& outside() const { return *world_; }
  const cluster_settings& settings() const { return settings_; }

private:
  void obey(extension_effects effects) {
    if (effects.config)
      send(next_, std::move(*effects.config));
    for (auto& n : effects.notes)
      note(std::move(n));
    if (effects.report)
      tell(std::move(*effects.report));
    if (effects.order)
      have_rendered(*effects.order);
  }

  std::shared_ptr<const world> world_;
  cluster_settings settings_;
  extension_logic logic_;
  proxy_actor next_;
  std::unique_ptr<subscription> subscription_;
};

/// Renders by itself.
class built_in_extension : public extension_stage {
public:
  using extension_stage::extension_stage;

private:
  void have_rendered(const render_order& order) override {
    rendered(order.number, outside().render(*order.routes, settings()));
  }
};

/// The counterpart of an extension service: keeps the service, gives it orders, and knows how it does.
class remote_extension : public extension_stage {
public:
  remote_extension(caf::actor_config& config, std::shared_ptr<const world> w, const cluster_settings& settings,
                   status_actor status, proxy_actor next)
      : extension_stage(config, w, settings, std::move(status), std::move(next)), services_(w->extensions),
        engine_(w->extension_engines.at(settings.id)), keeper_(settings, w->applying), watch_(settings.service_name) {}

  void on_exit() override {
    words_.reset();
    extension_stage::on_exit();
  }

private:
  void start() override {
    words_ = services_->listen(cluster(), sink<extension_event>([this](const extension_event& e) {
                                 std::visit([this](const auto& x) { hear(x); }, e);
                               }));
    obey_keeper(keeper_.start(now()));
  }
  void on_wake(std::uint64_t epoch) override { obey_keeper(keeper_.on_wake(epoch, now())); }

  void have_rendered(const render_order& order) override {
    last_order_ = order;
    watch_.ordered(now());
    services_->order(cluster(), {order.number, order.routes});
  }
  void hear(const extension_word& word) {
    watch_.hear(word, now());
    if (word.answer)
      rendered(word.answer->order, word.answer->result);
    else
      tell_again();
  }
  void hear(const extension_nonsense& nonsense) {
    watch_.hear(nonsense, now());
    tell_again();
  }
  void hear(const agent_stranger&) { obey_keeper(keeper_.on_stranger(now())); }

  void tell(extension_report r) override {
    logic_report_ = r;
    r.service = watch_.report(keeper_.replicas(), keeper_.tasks_running(), now());
    for (const auto& found : {problems_of(*r.service), keeper_.found()})
      std::copy(found.begin(), found.end(), std::back_inserter(r.found));
    report(std::move(r));
  }
  void tell_again() { tell(logic_report_); }

  void obey_keeper(keeper_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  on_answer<engine_outcome> outcome() {
    return answer<engine_outcome>([this](const engine_outcome& o) { obey_keeper(keeper_.on_outcome(o, now())); });
  }
  void perform(look_at_proxy&) {
    engine_->observe(cluster(), settings().service_name, answer<observed_proxy>([this](const observed_proxy& o) {
                       obey_keeper(keeper_.on_look(o, now()));
                       tell_again();
                     }));
  }
  void perform(make_secret& m) {
    engine_->create_secret(std::move(m.name), std::move(m.labels), std::move(m.value), outcome());
  }
  void perform(make_service& m) { engine_->create_service(settings().service_name, std::move(m.wish), outcome()); }
  void perform(change_service& c) {
    engine_->update_service(std::move(c.live), std::move(c.merged), std::move(c.wish), outcome());
  }
  void perform(admit_tasks& a) { services_->admit(cluster(), std::move(a.tasks)); }
  void perform(order_again&) {
    if (const auto again = last_order_)
      have_rendered(*again);
  }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(note_proxy& n) { note(std::move(n.what)); }

  std::shared_ptr<extension_services> services_;
  std::shared_ptr<proxy_engine> engine_;
  extension_keeper keeper_;
  extension_watch watch_;
  extension_report logic_report_;
  std::optional<render_order> last_order_;
  std::unique_ptr<subscription> words_;
};

} // namespace

extension_actor spawn_extension(caf::actor_system& system, std::shared_ptr<const world> w,
                                const cluster_settings& settings, status_actor status, proxy_actor next) {
  if (settings.image.empty())
    return system.spawn<built_in_extension>(std::move(w), settings, std::move(status), std::move(next));
  return system.spawn<remote_extension>(std::move(w), settings, std::move(status), std::move(next));
}

} // namespace signalbox
