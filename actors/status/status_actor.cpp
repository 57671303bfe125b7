#include "actors/status/status_actor.hpp"

#include "actors/stage.hpp"
#include "actors/status/status_logic.hpp"

namespace signalbox {

namespace {

class status_stage : public stage<status_actor> {
public:
  status_stage(caf::actor_config& config, std::shared_ptr<const world> w,
               std::chrono::system_clock::time_point core_started)
      : stage(config, *w->meters, "status"), world_(std::move(w)),
        logic_(world_->version, world_->settings.clusters, core_started) {}

  behavior_type make_behavior() override {
    return {
        [this](const stage_report& r) {
          logic_.on(r.path, r.cluster, r.body, std::chrono::system_clock::now());
          publish();
        },
        [this](const happened& h) {
          logic_.on(history_entry{std::chrono::system_clock::now(), h.path, h.what});
          publish();
        },
    };
  }

private:
  void publish() { world_->board->publish(logic_.picture(std::chrono::system_clock::now())); }

  std::shared_ptr<const world> world_;
  status_logic logic_;
};

} // namespace

status_actor spawn_status(caf::actor_system& system, std::shared_ptr<const world> w,
                          std::chrono::system_clock::time_point core_started) {
  return system.spawn<status_stage>(std::move(w), core_started);
}

} // namespace signalbox
