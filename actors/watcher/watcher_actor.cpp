#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/spawn.hpp"
#include "actors/watcher/watcher_logic.hpp"

namespace signalbox {

namespace {

class watcher : public reporting_actor<watcher_actor> {
public:
  watcher(caf::actor_config& config, actor_inputs inputs, const watcher_policy& policy, status_actor status,
          supervisor_handles supervisors, std::uint32_t incarnation)
      : reporting_actor(config, *inputs->metrics, "watcher", {}, std::move(status)), inputs_(std::move(inputs)),
        supervisors_(std::move(supervisors)), logic_(inputs_->settings.clusters, policy, incarnation) {}

  behavior_type make_behavior() override {
    subscription_ =
        inputs_->source->follow(sink<feed_event>([this](const feed_event& e) { perform_all(logic_.on(e, now())); }));
    follow_tasks();
    perform_all(logic_.start(now()));
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { perform_all(logic_.on_wake(w.epoch, now())); },
        [this](const status_moved& m) { moved(m); },
        [this](const cluster_attached& a) { attach(a); },
    };
  }

  void on_exit() override {
    subscription_.reset();
    task_subscription_.reset();
    supervisors_.clear();
    reporting_actor::on_exit();
  }

private:
  void perform_all(watcher_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  void perform(read_effect& r) {
    std::visit([this](auto& x) { perform(x); }, r);
  }
  void perform(read_services& r) {
    inputs_->source->list_services(std::move(r.ids), answer<listed<swarm_service>>([this](const auto& found) {
                                     perform_all(logic_.on_services(found, now()));
                                   }));
  }
  void perform(read_tasks& r) {
    inputs_->source->list_tasks(std::move(r.service_ids), answer<listed<swarm_task>>([this](const auto& found) {
                                  perform_all(logic_.on_tasks(found, now()));
                                }));
  }
  void perform(read_nodes&) {
    inputs_->source->list_nodes(
        answer<listed<swarm_node>>([this](const auto& found) { perform_all(logic_.on_nodes(found, now())); }));
  }
  void perform(read_networks&) {
    inputs_->source->list_networks(
        answer<listed<swarm_network>>([this](const auto& found) { perform_all(logic_.on_networks(found, now())); }));
  }
  void perform(read_secrets&) {
    inputs_->source->list_secrets(
        answer<listed<swarm_secret>>([this](const auto& found) { perform_all(logic_.on_secrets(found, now())); }));
  }
  void perform(view_changed& v) {
    if (const auto i = supervisors_.find(v.cluster); i != supervisors_.end())
      send(i->second, std::move(v));
  }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(publish_report<watcher_report>& effect) { report(std::move(effect.report)); }

  void perform(record_event& event) { add_event(std::move(event.what)); }
  void perform(restart_task_stream&) { follow_tasks(); }

  void follow_tasks() {
    task_subscription_.reset();
    if (inputs_->tasks)
      task_subscription_ =
          inputs_->tasks->follow(sink<task_event>([this](const task_event& e) { perform_all(logic_.on(e, now())); }));
  }

  void attach(const cluster_attached& a) {
    supervisors_[a.cluster] = a.supervisor;
    if (auto last = logic_.last_view(a.cluster))
      send(a.supervisor, std::move(*last));
  }

  actor_inputs inputs_;
  supervisor_handles supervisors_;
  watcher_logic logic_;
  std::unique_ptr<subscription> subscription_, task_subscription_;
};

} // namespace

watcher_actor spawn_watcher(caf::actor_system& system, actor_inputs inputs, const watcher_policy& policy,
                            status_actor status, supervisor_handles supervisors, std::uint32_t incarnation) {
  return system.spawn<watcher>(std::move(inputs), policy, std::move(status), std::move(supervisors), incarnation);
}

} // namespace signalbox
