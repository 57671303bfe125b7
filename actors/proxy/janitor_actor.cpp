#include "actors/proxy/janitor_actor.hpp"

#include "actors/proxy/janitor_logic.hpp"
#include "actors/stage.hpp"

namespace signalbox {

namespace {

class janitor : public reporting_stage<janitor_actor> {
public:
  janitor(caf::actor_config& config, std::shared_ptr<const world> w, status_actor status)
      : reporting_stage(config, *w->meters, "janitor", {}, std::move(status)), world_(std::move(w)),
        retry_(milliseconds{1000}, world_->cleaning) {}

  behavior_type make_behavior() override {
    look();
    return {
        [](const answered& a) { a.step(); },
        [this](const wake& w) {
          if (w.epoch == epoch_)
            look();
        },
        [this](const status_moved& m) { moved(m); },
    };
  }

private:
  const std::vector<cluster_settings>& clusters() const { return world_->settings.clusters; }
  const std::string& core() const { return clusters().front().core_name; }

  void look() {
    world_->janitor->list_owned(answer<listed<live_proxy>>([this](const auto& found) { remove_services(found); }));
  }
  void remove_services(const listed<live_proxy>& found) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    for (const auto& s : left_over_services(std::get<0>(found), clusters(), core())) {
      note("removes service " + s.name + ": the configuration does not ask for it any more");
      world_->janitor->remove_service(s.id, answer<engine_outcome>([](const engine_outcome&) {}));
    }
    world_->janitor->list_owned_configs(
        answer<listed<config_object>>([this](const auto& configs) { remove_configs(configs); }));
  }
  // A config object that is still in use is refused, and found again at the next look.
  void remove_configs(const listed<config_object>& found) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    const auto old = left_over_configs(std::get<0>(found), clusters(), core());
    for (const auto& c : old)
      world_->janitor->remove_config(c.id, answer<engine_outcome>([](const engine_outcome&) {}));
    world_->janitor->list_owned_secrets(answer<listed<config_object>>(
        [this, clean = old.empty()](const auto& secrets) { remove_tokens(secrets, clean); }));
  }
  void remove_tokens(const listed<config_object>& found, bool clean) {
    if (std::holds_alternative<listing_failed>(found))
      return again(retry_.next());
    const auto old = left_over_tokens(std::get<0>(found), clusters(), core());
    for (const auto& s : old)
      world_->janitor->remove_secret(s.id, answer<engine_outcome>([](const engine_outcome&) {}));
    clean = clean && old.empty();
    if (clean)
      retry_.reset();
    again(clean ? world_->cleaning : retry_.next());
  }
  void again(milliseconds in) { wake_in(in, ++epoch_); }

  std::shared_ptr<const world> world_;
  backoff retry_;
  std::uint64_t epoch_ = 0;
};

} // namespace

janitor_actor spawn_janitor(caf::actor_system& system, std::shared_ptr<const world> w, status_actor status) {
  return system.spawn<janitor>(std::move(w), std::move(status));
}

} // namespace signalbox
