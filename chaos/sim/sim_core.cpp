#include "chaos/sim/sim_core.hpp"

#include <stdexcept>

namespace signalbox::sim {

class sim_core::store : public status_store {
public:
  explicit store(sim_core& core) : core_(core) {}
  void publish(std::shared_ptr<const status_snapshot> snapshot) override {
    core_.on_snapshot_();
    core_.snapshot_ = std::move(snapshot);
  }

private:
  sim_core& core_;
};

sim_core::sim_core(std::shared_ptr<dependencies> deps, const event_queue& time, trace& log,
                   lifecycle_invariants& lifecycle, rng random, std::function<void()> on_snapshot)
    : deps_(std::move(deps)), time_(time), log_(log), lifecycle_(lifecycle), random_(random),
      on_snapshot_(std::move(on_snapshot)), started_at_(time.now()),
      clock_(time.now()), paths_{"status", "janitor", "watcher"},
      scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())) {
  for (const auto& c : deps_->settings.clusters)
    for (const auto* part : {"", "/proxy", "/extension", "/cluster"})
      paths_.insert(c.id.value + part);
  deps_->store = std::make_shared<store>(*this);
  deps_->metrics = std::make_shared<metrics_registry>();
  deps_->started = [this](const std::string& path, const caf::actor& handle) { track_actor(path, handle); };
  log_.line(time_.now(), "core", "starts");
  root_ = spawn_root_supervisor(system_, deps_);
  root_->attach_functor([this, ended = ended_] {
    if (!*ended)
      lifecycle_.root_ended();
  });
}

sim_core::~sim_core() {
  *ended_ = true;
  lifecycle_.core_ended();
  log_.line(time_.now(), "core", "is dead");
  handles_.clear();
  caf::anon_send_exit(root_, caf::exit_reason::kill);
  root_ = nullptr;
  scheduler_.run();
  deps_->started = nullptr;
}

void sim_core::track_actor(const std::string& path, const caf::actor& handle) {
  if (*ended_)
    return;
  handles_[path] = handle;
  lifecycle_.started(path);
  log_.line(time_.now(), path, "starts");
  handle->attach_functor([this, path, ended = ended_, instance = lifecycle_.instance_of(path)] {
    if (*ended)
      return;
    log_.line(time_.now(), path, "is dead");
    lifecycle_.ended(path, instance);
  });
}

bool sim_core::step() {
  auto& jobs = scheduler_.jobs;
  if (jobs.empty())
    return false;
  if (const auto next = random_.below(jobs.size()); next != 0)
    std::swap(jobs.front(), jobs[next]);
  if (const auto* actor = dynamic_cast<caf::scheduled_actor*>(jobs.front()))
    log_.step(actor->name());
  return scheduler_.try_run_once();
}

std::optional<moment> sim_core::next_timer() {
  const auto& due = scheduler_.clock().schedule();
  if (due.empty())
    return {};
  return started_at_ +
         std::chrono::ceil<milliseconds>(due.begin()->first.time_since_epoch() - std::chrono::nanoseconds{1});
}

void sim_core::advance_clock() {
  scheduler_.advance_time(time_.now() - clock_); // also by 0 ms: a timer can be due at once
  clock_ = time_.now();
}

void sim_core::kill(const std::string& path) {
  if (const auto i = handles_.find(path); i != handles_.end() && i->second)
    caf::anon_send<caf::message_priority::high>(
        i->second, caf::exit_msg{i->second.address(), caf::make_error(caf::exit_reason::kill)});
}

void sim_core::crash(const std::string& path) {
  if (const auto i = handles_.find(path); i != handles_.end() && i->second)
    caf::anon_send(i->second, port_reply{[] { throw std::runtime_error("chaos: a handler throws"); }});
}

std::size_t sim_core::timers() { return scheduler_.clock().schedule().size(); }

} // namespace signalbox::sim
