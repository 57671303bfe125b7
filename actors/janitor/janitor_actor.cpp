#include "actors/actor_dependencies.hpp"
#include "actors/base_actor.hpp"
#include "actors/janitor/janitor_logic.hpp"
#include "actors/spawn.hpp"
#include "actors/timer.hpp"

namespace signalbox {

namespace {

class janitor : public reporting_actor<janitor_actor> {
public:
  janitor(caf::actor_config& config, actor_inputs inputs, status_actor status)
      : reporting_actor(config, *inputs->metrics, "janitor", {}, std::move(status)), inputs_(std::move(inputs)),
        retry_(milliseconds{1000}, inputs_->janitor_interval) {}

  behavior_type make_behavior() override {
    look();
    return {
        [](const port_reply& r) { r.continuation(); },
        [this](const wake& w) {
          if (w.epoch == epoch_)
            look();
        },
        [this](const status_moved& m) { moved(m); },
    };
  }

private:
  const std::vector<cluster_settings>& clusters() const { return inputs_->settings.clusters; }
  const std::string& core() const { return clusters().front().core_name; }

  void look() {
    inputs_->janitor->list_owned(answer<listed<live_service>>([this](const auto& found) { remove_services(found); }));
  }
  void remove_services(const listed<live_service>& found) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    for (const auto& s : orphaned_services(std::get<0>(found), clusters(), core())) {
      add_event("removes service " + s.name + ": the configuration does not ask for it any more");
      inputs_->janitor->remove_service(s.id, answer<engine_outcome>([](const engine_outcome&) {}));
    }
    inputs_->janitor->list_owned_configs(
        answer<listed<config_object>>([this](const auto& configs) { remove_configs(configs); }));
  }
  // The engine refuses to remove a config object in use; the next round finds it again.
  void remove_configs(const listed<config_object>& found) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    const auto old = orphaned_configs(std::get<0>(found), clusters(), core());
    for (const auto& c : old)
      inputs_->janitor->remove_config(c.id, answer<engine_outcome>([](const engine_outcome&) {}));
    inputs_->janitor->list_owned_secrets(answer<listed<config_object>>(
        [this, clean = old.empty()](const auto& secrets) { remove_tokens(secrets, clean); }));
  }
  void remove_tokens(const listed<config_object>& found, bool clean) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    const auto old = orphaned_tokens(std::get<0>(found), clusters(), core());
    for (const auto& s : old)
      inputs_->janitor->remove_secret(s.id, answer<engine_outcome>([](const engine_outcome&) {}));
    clean = clean && old.empty();
    if (clean)
      retry_.reset();
    again(clean ? inputs_->janitor_interval : retry_.next());
  }
  void again(milliseconds in) { wake_in(in, ++epoch_); }

  actor_inputs inputs_;
  backoff retry_;
  std::uint64_t epoch_ = 0;
};

} // namespace

janitor_actor spawn_janitor(caf::actor_system& system, actor_inputs inputs, status_actor status) {
  return system.spawn<janitor>(std::move(inputs), std::move(status));
}

} // namespace signalbox
