#include "actors/spawn.hpp"
#include "actors/supervision/supervisor.hpp"

namespace signalbox {

namespace {

class cluster_supervisor : public supervisor<cluster_supervisor_actor> {
public:
  cluster_supervisor(caf::actor_config& config, std::shared_ptr<const dependencies> inputs,
                     const cluster_settings& settings, status_actor status)
      : supervisor(config, std::move(inputs), settings.id.value, settings.id, std::move(status)) {
    add(path() + "/proxy", [this, settings] {
      proxy_ = spawn_proxy(system(), deps(), deps()->proxy_policy, settings, this->status());
      return caf::actor_cast<caf::actor>(proxy_);
    });
    add(path() + "/extension", [this, settings] {
      extension_ = spawn_extension(system(), deps(), deps()->proxy_policy, settings, this->status(), proxy_);
      return caf::actor_cast<caf::actor>(extension_);
    });
    add(path() + "/cluster", [this, settings] {
      cluster_ = spawn_cluster(system(), deps(), settings, this->status(), extension_);
      if (last_)
        send(cluster_, *last_);
      return caf::actor_cast<caf::actor>(cluster_);
    });
  }

  behavior_type make_behavior() override {
    start_from(0);
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) { on_wake(w); },
        [this](const status_moved& m) { pass_on_status(m); },
        [this](const view_changed& v) { pass(v); },
    };
  }

  void on_exit() override {
    proxy_ = nullptr;
    extension_ = nullptr;
    cluster_ = nullptr;
    supervisor::on_exit();
  }

private:
  void pass(const view_changed& v) {
    last_ = v;
    if (children().back().handle)
      send(cluster_, v);
  }
  void schedule_restart(std::size_t index, milliseconds pause) override {
    stop_from(index + 1);
    for (auto i = index + 1; i < children().size(); ++i) {
      children()[i].record.stopped_for_another();
      report_child(children()[i]);
    }
    start_later(index, pause);
  }
  // If an earlier child is still in backoff, do nothing: its restart starts this child too.
  void on_pause_over(std::size_t index) override {
    for (std::size_t i = 0; i < index; ++i)
      if (!children()[i].handle)
        return;
    start_from(index);
  }

  proxy_actor proxy_;
  extension_actor extension_;
  cluster_actor cluster_;
  std::optional<view_changed> last_;
};

} // namespace

cluster_supervisor_actor spawn_cluster_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> inputs,
                                                  const cluster_settings& settings, status_actor status) {
  return system.spawn<cluster_supervisor>(std::move(inputs), settings, std::move(status));
}

} // namespace signalbox
