#include "actors/extension/extension_actor.hpp"

#include "actors/base_actor.hpp"
#include "actors/extension/extension_health.hpp"
#include "actors/extension/extension_logic.hpp"
#include "actors/extension/extension_reconciler.hpp"

#include <iterator>

namespace signalbox {

namespace {

/// What every extension actor does; its heirs have tables rendered.
class extension_actor_impl : public reporting_actor<extension_actor> {
public:
  extension_actor_impl(caf::actor_config& config, std::shared_ptr<const dependencies> w,
                       const cluster_settings& settings, status_actor status, proxy_actor next)
      : reporting_actor(config, *w->metrics, settings.id.value + "/extension", settings.id, std::move(status)),
        dependencies_(std::move(w)), settings_(settings), logic_(dependencies_->programs), next_(std::move(next)) {}

  behavior_type make_behavior() override {
    if (dependencies_->agents)
      subscription_ = dependencies_->agents->listen(cluster(), sink<agent_event>([this](const agent_event& e) {
                                                      if (const auto* report = std::get_if<agent_report>(&e))
                                                        obey(logic_.on(*report));
                                                    }));
    start();
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { on_wake(w.epoch); },
        [this](const status_moved& m) { moved(m); },
        [this](const routes_changed& r) { obey(logic_.on(r)); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    next_ = nullptr;
    reporting_actor::on_exit();
  }

protected:
  virtual void start() {}
  virtual void on_wake(std::uint64_t) {}
  virtual void have_rendered(const render_request& request) = 0;
  virtual void tell(extension_report r) { report(std::move(r)); }

  void rendered(std::uint64_t request, render_result result) { obey(logic_.on_rendered(request, std::move(result))); }
  const dependencies& outside() const { return *dependencies_; }
  const cluster_settings& settings() const { return settings_; }

private:
  void obey(extension_effects effects) {
    if (effects.config)
      send(next_, std::move(*effects.config));
    for (auto& n : effects.events)
      add_event(std::move(n));
    if (effects.report)
      tell(std::move(*effects.report));
    if (effects.request)
      have_rendered(*effects.request);
  }

  std::shared_ptr<const dependencies> dependencies_;
  cluster_settings settings_;
  extension_logic logic_;
  proxy_actor next_;
  std::unique_ptr<subscription> subscription_;
};

/// Renders by itself.
class built_in_extension : public extension_actor_impl {
public:
  using extension_actor_impl::extension_actor_impl;

private:
  void have_rendered(const render_request& request) override {
    rendered(request.number, outside().render(*request.routes, settings()));
  }
};

/// The counterpart of an extension service: keeps the service, gives it requests, and knows how it does.
class remote_extension : public extension_actor_impl {
public:
  remote_extension(caf::actor_config& config, std::shared_ptr<const dependencies> w, const cluster_settings& settings,
                   status_actor status, proxy_actor next)
      : extension_actor_impl(config, w, settings, std::move(status), std::move(next)), services_(w->extensions),
        engine_(w->extension_engines.at(settings.id)), reconciler_(settings, w->applying),
        health_(settings.service_name) {}

  void on_exit() override {
    polls_.reset();
    extension_actor_impl::on_exit();
  }

private:
  void start() override {
    polls_ = services_->listen(cluster(), sink<extension_event>([this](const extension_event& e) {
                                 std::visit([this](const auto& x) { take(x); }, e);
                               }));
    obey_reconciler(reconciler_.start(now()));
  }
  void on_wake(std::uint64_t epoch) override { obey_reconciler(reconciler_.on_wake(epoch, now())); }

  void have_rendered(const render_request& request) override {
    last_request_ = request;
    health_.record_request(now());
    services_->request(cluster(), {request.number, request.routes});
  }
  void take(const extension_poll_event& poll) {
    health_.record_poll(poll, now());
    if (poll.answer)
      rendered(poll.answer->request, poll.answer->result);
    else
      tell_again();
  }
  void take(const malformed_poll& malformed) {
    health_.record_malformed(malformed, now());
    tell_again();
  }
  void take(const unknown_caller&) { obey_reconciler(reconciler_.on_unknown_caller(now())); }

  void tell(extension_report r) override {
    logic_report_ = r;
    r.service = health_.report(reconciler_.replicas(), reconciler_.tasks_running(), now());
    for (const auto& found : {problems_of(*r.service), reconciler_.found()})
      std::copy(found.begin(), found.end(), std::back_inserter(r.found));
    report(std::move(r));
  }
  void tell_again() { tell(logic_report_); }

  void obey_reconciler(extension_service_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  on_answer<engine_outcome> outcome() {
    return answer<engine_outcome>(
        [this](const engine_outcome& o) { obey_reconciler(reconciler_.on_outcome(o, now())); });
  }
  void perform(observe_service&) {
    engine_->observe(cluster(), settings().service_name, answer<observed_service>([this](const observed_service& o) {
                       obey_reconciler(reconciler_.on_observation(o, now()));
                       tell_again();
                     }));
  }
  void perform(make_secret& m) {
    engine_->create_secret(std::move(m.name), std::move(m.labels), std::move(m.value), outcome());
  }
  void perform(make_service& m) { engine_->create_service(settings().service_name, std::move(m.desired), outcome()); }
  void perform(change_service& c) {
    engine_->update_service(std::move(c.live), std::move(c.merged), std::move(c.desired), outcome());
  }
  void perform(authorize_tasks& a) { services_->authorize(cluster(), std::move(a.tasks)); }
  void perform(resend_request&) {
    if (const auto again = last_request_)
      have_rendered(*again);
  }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(record_event& n) { add_event(std::move(n.what)); }

  std::shared_ptr<extension_services> services_;
  std::shared_ptr<service_engine> engine_;
  extension_reconciler reconciler_;
  extension_health health_;
  extension_report logic_report_;
  std::optional<render_request> last_request_;
  std::unique_ptr<subscription> polls_;
};

} // namespace

extension_actor spawn_extension(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                                const cluster_settings& settings, status_actor status, proxy_actor next) {
  if (settings.image.empty())
    return system.spawn<built_in_extension>(std::move(w), settings, std::move(status), std::move(next));
  return system.spawn<remote_extension>(std::move(w), settings, std::move(status), std::move(next));
}

} // namespace signalbox
