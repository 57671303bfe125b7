#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/spawn.hpp"
#include "actors/status/status_logic.hpp"

namespace signalbox {

namespace {

class status_actor_impl : public base_actor<status_actor> {
public:
  status_actor_impl(caf::actor_config& config, actor_inputs inputs, std::chrono::system_clock::time_point core_started)
      : base_actor(config, *inputs->metrics, "status"), inputs_(std::move(inputs)),
        logic_(inputs_->version, inputs_->settings.clusters, core_started) {}

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
  void publish() { inputs_->store->publish(logic_.snapshot(std::chrono::system_clock::now())); }

  actor_inputs inputs_;
  status_logic logic_;
};

} // namespace

status_actor spawn_status(caf::actor_system& system, actor_inputs inputs,
                          std::chrono::system_clock::time_point core_started) {
  return system.spawn<status_actor_impl>(std::move(inputs), core_started);
}

} // namespace signalbox
