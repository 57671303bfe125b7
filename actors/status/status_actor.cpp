#include "actors/status/status_actor.hpp"

#include "actors/base_actor.hpp"
#include "actors/status/status_logic.hpp"

namespace signalbox {

namespace {

class status_actor_impl : public base_actor<status_actor> {
public:
  status_actor_impl(caf::actor_config& config, std::shared_ptr<const dependencies> w,
                    std::chrono::system_clock::time_point core_started)
      : base_actor(config, *w->metrics, "status"), dependencies_(std::move(w)),
        logic_(dependencies_->version, dependencies_->settings.clusters, core_started) {}

  behavior_type make_behavior() override {
    return {
        [this](const actor_report& r) {
          logic_.on(r.path, r.cluster, r.body, std::chrono::system_clock::now());
          publish();
        },
        [this](const history_event& h) {
          logic_.on(history_event{std::chrono::system_clock::now(), h.path, h.what});
          publish();
        },
    };
  }

private:
  void publish() { dependencies_->store->publish(logic_.snapshot(std::chrono::system_clock::now())); }

  std::shared_ptr<const dependencies> dependencies_;
  status_logic logic_;
};

} // namespace

status_actor spawn_status(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                          std::chrono::system_clock::time_point core_started) {
  return system.spawn<status_actor_impl>(std::move(w), core_started);
}

} // namespace signalbox
