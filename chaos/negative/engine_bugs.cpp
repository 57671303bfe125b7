// Bugs in the engines of the proxy actors.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/forwarding.hpp"

#include <deque>

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_engine(dependencies& d) {
  for (auto& [_, engine] : d.proxy_engines)
    engine = std::make_shared<Bug>(engine);
}

class assumes_updates_applied : public forwarding_engine {
public:
  using forwarding_engine::forwarding_engine;
  void observe(cluster_id cluster, std::string name, on_answer<observed_service> done) override {
    real_->observe(std::move(cluster), std::move(name), [this, done](deferred<observed_service> decode) {
      done([this, decode] {
        auto seen = decode();
        if (auto* o = std::get_if<service_observation>(&seen); o && o->service && assumed_) {
          o->service->spec = assumed_->spec;
          o->service->applied = assumed_->applied;
          for (auto& t : o->tasks)
            t.config = assumed_->spec.configs.begin()->second;
        }
        return seen;
      });
    });
  }
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    live.spec = std::move(merged);
    live.applied = std::move(desired);
    assumed_ = std::move(live);
    done([] { return engine_outcome{engine_done{}}; });
  }

private:
  std::optional<live_service> assumed_;
};

class writes_older_configurations : public forwarding_engine {
public:
  using forwarding_engine::forwarding_engine;
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    desired_specs_.emplace_back(merged, desired);
    if (desired_specs_.size() % 4 == 0)
      std::tie(merged, desired) = desired_specs_[desired_specs_.size() - 3];
    real_->update_service(std::move(live), std::move(merged), std::move(desired), std::move(done));
  }

private:
  std::deque<std::pair<managed_spec, managed_spec>> desired_specs_;
};

class writes_twice : public forwarding_engine {
public:
  using forwarding_engine::forwarding_engine;
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    real_->update_service(live, merged, desired, [](const deferred<engine_outcome>&) {});
    real_->update_service(std::move(live), std::move(merged), std::move(desired), std::move(done));
  }
};

/// Changes the observation of a proxy service.
template <void Change(live_service&)>
class changes_observation : public forwarding_engine {
public:
  using forwarding_engine::forwarding_engine;
  void observe(cluster_id cluster, std::string name, on_answer<observed_service> done) override {
    real_->observe(std::move(cluster), std::move(name), [done](deferred<observed_service> decode) {
      done([decode] {
        auto seen = decode();
        if (auto* o = std::get_if<service_observation>(&seen); o && o->service)
          Change(*o->service);
        return seen;
      });
    });
  }
};

void drop_applied_label(live_service& seen) { seen.applied.reset(); }

void report_update_as_completed(live_service& seen) {
  if (seen.update_state == "updating")
    seen.update_state = "completed";
}

/// One queue for the calls of all clusters.
struct shared_connection {
  std::deque<std::function<void()>> waiting;
  bool busy = false;
  void next() {
    if (busy || waiting.empty())
      return;
    busy = true;
    const auto call = std::move(waiting.front());
    waiting.pop_front();
    call();
  }
};

class shares_a_connection : public forwarding_engine {
public:
  shares_a_connection(std::shared_ptr<service_engine> real, std::shared_ptr<shared_connection> connection)
      : forwarding_engine(std::move(real)), connection_(std::move(connection)) {}
  void observe(cluster_id cluster, std::string name, on_answer<observed_service> done) override {
    connection_->waiting.push_back([this, cluster, name, done] {
      real_->observe(cluster, name, [connection = connection_, done](deferred<observed_service> decode) {
        done(std::move(decode));
        connection->busy = false;
        connection->next();
      });
    });
    connection_->next();
  }

private:
  std::shared_ptr<shared_connection> connection_;
};

void plant_shared_connection(dependencies& d) {
  const auto connection = std::make_shared<shared_connection>();
  for (auto& [_, engine] : d.proxy_engines)
    engine = std::make_shared<shares_a_connection>(engine, connection);
}

} // namespace

std::vector<planted_bug> engine_bugs() {
  using i = invariant;
  return {
      {"assumes-updates-applied", "assumes that an update was made because it was requested", i::converged, "quiet",
       plant_engine<assumes_updates_applied>},
      {"writes-older-configurations", "applies an older configuration after a newer one", i::monotonic, "quiet",
       plant_engine<writes_older_configurations>},
      {"writes-twice", "sends an update again before the first is answered", i::one_apply, "quiet",
       plant_engine<writes_twice>},
      {"ignores-running-update", "begins an update while one is under way", i::one_apply, "quiet",
       plant_engine<changes_observation<report_update_as_completed>>},
      {"ignores-applied-label", "does not read its own label of what it applied", i::same_view, "quiet",
       plant_engine<changes_observation<drop_applied_label>>},
      {"shares-a-connection", "uses one connection for all clusters", i::isolated, "flames", plant_shared_connection},
  };
}

} // namespace signalbox::sim
