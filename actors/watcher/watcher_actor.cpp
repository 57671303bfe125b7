#include "actors/watcher/watcher_actor.hpp"

#include "actors/base_actor.hpp"

namespace signalbox {

namespace {

class watcher : public reporting_actor<watcher_actor> {
public:
  watcher(caf::actor_config& config, std::shared_ptr<const dependencies> w, status_actor status,
          supervisor_handles supervisors, std::uint32_t incarnation)
      : reporting_actor(config, *w->metrics, "watcher", {}, std::move(status)), dependencies_(std::move(w)),
        supervisors_(std::move(supervisors)),
        logic_(dependencies_->settings.clusters, dependencies_->watching, incarnation) {}

  behavior_type make_behavior() override {
    subscription_ =
        dependencies_->source->follow(sink<feed_event>([this](const feed_event& e) { obey(logic_.on(e, now())); }));
    follow_tasks();
    obey(logic_.start(now()));
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { obey(logic_.on_wake(w.epoch, now())); },
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
  void obey(watcher_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  void perform(read_services& r) {
    dependencies_->source->list_services(std::move(r.ids), answer<listed<swarm_service>>([this](const auto& found) {
                                           obey(logic_.on_services(found, now()));
                                         }));
  }
  void perform(read_tasks& r) {
    dependencies_->source->list_tasks(std::move(r.service_ids), answer<listed<swarm_task>>([this](const auto& found) {
                                        obey(logic_.on_tasks(found, now()));
                                      }));
  }
  void perform(read_nodes&) {
    dependencies_->source->list_nodes(
        answer<listed<swarm_node>>([this](const auto& found) { obey(logic_.on_nodes(found, now())); }));
  }
  void perform(read_networks&) {
    dependencies_->source->list_networks(
        answer<listed<swarm_network>>([this](const auto& found) { obey(logic_.on_networks(found, now())); }));
  }
  void perform(read_secrets&) {
    dependencies_->source->list_secrets(
        answer<listed<swarm_secret>>([this](const auto& found) { obey(logic_.on_secrets(found, now())); }));
  }
  void perform(view_changed& v) {
    if (const auto i = supervisors_.find(v.cluster); i != supervisors_.end())
      send(i->second, std::move(v));
  }
  void perform(wake_later& w) { wake_in(w.in, w.epoch); }
  void perform(publish_report<watcher_report>& t) { report(std::move(t.report)); }

  void perform(record_event& t) { add_event(std::move(t.what)); }
  void perform(restart_task_stream&) { follow_tasks(); }

  void follow_tasks() {
    task_subscription_.reset();
    if (dependencies_->tasks)
      task_subscription_ =
          dependencies_->tasks->follow(sink<task_event>([this](const task_event& e) { obey(logic_.on(e, now())); }));
  }

  void attach(const cluster_attached& a) {
    supervisors_[a.cluster] = a.supervisor;
    if (auto last = logic_.last_view(a.cluster))
      send(a.supervisor, std::move(*last));
  }

  std::shared_ptr<const dependencies> dependencies_;
  supervisor_handles supervisors_;
  watcher_logic logic_;
  std::unique_ptr<subscription> subscription_, task_subscription_;
};

} // namespace

watcher_actor spawn_watcher(caf::actor_system& system, std::shared_ptr<const dependencies> w, status_actor status,
                            supervisor_handles supervisors, std::uint32_t incarnation) {
  return system.spawn<watcher>(std::move(w), std::move(status), std::move(supervisors), incarnation);
}

} // namespace signalbox
