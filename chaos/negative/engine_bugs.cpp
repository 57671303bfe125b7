// Planted in the hands of the proxy actors.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/passing.hpp"

#include <deque>

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_engine(world& w) {
  for (auto& [_, engine] : w.proxies)
    engine = std::make_shared<Bug>(engine);
}

class writes_into_the_void : public passing_engine {
public:
  using passing_engine::passing_engine;
  void observe(cluster_id cluster, std::string name, on_answer<observed_proxy> done) override {
    real_->observe(std::move(cluster), std::move(name), [this, done](deferred<observed_proxy> decode) {
      done([this, decode] {
        auto seen = decode();
        if (auto* o = std::get_if<proxy_observation>(&seen); o && o->proxy && believed_) {
          o->proxy->spec = believed_->spec;
          o->proxy->applied = believed_->applied;
          for (auto& t : o->tasks)
            t.config = believed_->spec.configs.begin()->second;
        }
        return seen;
      });
    });
  }
  void update_service(live_proxy live, proxy_spec merged, proxy_spec wish, on_answer<engine_outcome> done) override {
    live.spec = std::move(merged);
    live.applied = std::move(wish);
    believed_ = std::move(live);
    done([] { return engine_outcome{engine_done{}}; });
  }

private:
  std::optional<live_proxy> believed_;
};

class writes_what_was_wanted_before : public passing_engine {
public:
  using passing_engine::passing_engine;
  void update_service(live_proxy live, proxy_spec merged, proxy_spec wish, on_answer<engine_outcome> done) override {
    wishes_.emplace_back(merged, wish);
    if (wishes_.size() % 4 == 0)
      std::tie(merged, wish) = wishes_[wishes_.size() - 3];
    real_->update_service(std::move(live), std::move(merged), std::move(wish), std::move(done));
  }

private:
  std::deque<std::pair<proxy_spec, proxy_spec>> wishes_;
};

class writes_twice : public passing_engine {
public:
  using passing_engine::passing_engine;
  void update_service(live_proxy live, proxy_spec merged, proxy_spec wish, on_answer<engine_outcome> done) override {
    real_->update_service(live, merged, wish, [](const deferred<engine_outcome>&) {});
    real_->update_service(std::move(live), std::move(merged), std::move(wish), std::move(done));
  }
};

/// Sees a proxy service otherwise than it is.
template <void Change(live_proxy&)>
class misreads : public passing_engine {
public:
  using passing_engine::passing_engine;
  void observe(cluster_id cluster, std::string name, on_answer<observed_proxy> done) override {
    real_->observe(std::move(cluster), std::move(name), [done](deferred<observed_proxy> decode) {
      done([decode] {
        auto seen = decode();
        if (auto* o = std::get_if<proxy_observation>(&seen); o && o->proxy)
          Change(*o->proxy);
        return seen;
      });
    });
  }
};

void forget_what_was_applied(live_proxy& seen) { seen.applied.reset(); }

void take_the_update_for_done(live_proxy& seen) {
  if (seen.update_state == "updating")
    seen.update_state = "completed";
}

/// One queue for the calls of all clusters.
struct shared_line {
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

class shares_a_connection : public passing_engine {
public:
  shares_a_connection(std::shared_ptr<proxy_engine> real, std::shared_ptr<shared_line> line)
      : passing_engine(std::move(real)), line_(std::move(line)) {}
  void observe(cluster_id cluster, std::string name, on_answer<observed_proxy> done) override {
    line_->waiting.push_back([this, cluster, name, done] {
      real_->observe(cluster, name, [line = line_, done](deferred<observed_proxy> decode) {
        done(std::move(decode));
        line->busy = false;
        line->next();
      });
    });
    line_->next();
  }

private:
  std::shared_ptr<shared_line> line_;
};

void share(world& w) {
  const auto line = std::make_shared<shared_line>();
  for (auto& [_, engine] : w.proxies)
    engine = std::make_shared<shares_a_connection>(engine, line);
}

} // namespace

std::vector<planted_bug> engine_bugs() {
  using i = invariant;
  return {
      {"writes-into-the-void", "believes that an update was made because it was asked for", i::converged, "quiet",
       plant_engine<writes_into_the_void>},
      {"writes-what-was-wanted-before", "applies an older configuration after a newer one", i::never_back, "quiet",
       plant_engine<writes_what_was_wanted_before>},
      {"writes-twice", "sends an update again before the first is answered", i::one_apply, "quiet",
       plant_engine<writes_twice>},
      {"does-not-wait", "begins an update while one is under way", i::one_apply, "quiet",
       plant_engine<misreads<take_the_update_for_done>>},
      {"forgets-what-it-applied", "does not know again what it wrote", i::same_view, "quiet",
       plant_engine<misreads<forget_what_was_applied>>},
      {"shares-a-connection", "asks for all clusters through one connection", i::isolated, "flames", share},
  };
}

} // namespace signalbox::sim
