// Bugs in policies and in the janitor.
#include "chaos/negative/bugs.hpp"

#include "actors/ports.hpp"

namespace signalbox::sim {

namespace {

class ignores_ownership : public janitor_engine {
public:
  explicit ignores_ownership(std::shared_ptr<janitor_engine> real) : real_(std::move(real)) {}
  void list_owned(on_answer<listed<live_service>> done) override {
    real_->list_owned([done](deferred<listed<live_service>> decode) {
      done([decode] {
        auto answer = decode();
        if (auto* found = std::get_if<0>(&answer))
          for (auto& s : *found)
            s.spec.labels[owned::core_label] = "interlock";
        return answer;
      });
    });
  }
  void remove_service(std::string id, on_answer<engine_outcome> done) override {
    real_->remove_service(std::move(id), std::move(done));
  }
  void list_owned_configs(on_answer<listed<config_object>> done) override {
    real_->list_owned_configs(std::move(done));
  }
  void remove_config(std::string id, on_answer<engine_outcome> done) override {
    real_->remove_config(std::move(id), std::move(done));
  }
  void list_owned_secrets(on_answer<listed<config_object>> done) override {
    real_->list_owned_secrets(std::move(done));
  }
  void remove_secret(std::string id, on_answer<engine_outcome> done) override {
    real_->remove_secret(std::move(id), std::move(done));
  }
  void find_core(std::string prefix, on_answer<std::variant<core_service, engine_unreachable>> done) override {
    real_->find_core(std::move(prefix), std::move(done));
  }

private:
  std::shared_ptr<janitor_engine> real_;
};

} // namespace

std::vector<planted_bug> tree_bugs() {
  using i = invariant;
  return {
      {"no-restart", "does not restart a child that has ended twice", i::healed, "kills",
       [](dependencies& d) {
         d.restart_policy.backoff_least = d.restart_policy.backoff_most = std::chrono::hours{24};
       }},
      {"no-resync", "assumes that every change has its event", i::converged, "events",
       [](dependencies& d) {
         d.watcher_policy.resync_interval = d.watcher_policy.polling.most = std::chrono::hours{24};
       }},
      {"ignores-ownership", "removes every proxy of an unknown cluster", i::foreign_untouched, "quiet",
       [](dependencies& d) { d.janitor = std::make_shared<ignores_ownership>(d.janitor); }},
  };
}

std::vector<planted_bug> all_bugs() {
  auto all = source_bugs();
  for (auto more : {stream_bugs(), engine_bugs(), agent_bugs(), tree_bugs()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace signalbox::sim
