#include "chaos/sim/core_life.hpp"

#include "chaos/sim/script.hpp"

#include <stdexcept>

namespace signalbox::sim {

class core_life::board : public status_board {
public:
  explicit board(core_life& core) : core_(core) {}
  void publish(std::shared_ptr<const status_picture> picture) override {
    core_.on_picture_();
    core_.picture_ = std::move(picture);
  }

private:
  core_life& core_;
};

core_life::core_life(std::shared_ptr<world> outside, const agenda& time, trace& log, life_watch& lives, dice chance,
                     std::function<void()> on_picture)
    : outside_(std::move(outside)), time_(time), log_(log), lives_(lives), chance_(chance),
      on_picture_(std::move(on_picture)), born_(time.now()), seen_(time.now()), paths_{"status", "janitor", "watcher"},
      schedule_(dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())) {
  for (const auto& c : outside_->settings.clusters)
    for (const auto* part : {"", "/proxy", "/extension", "/cluster"})
      paths_.insert(c.id.value + part);
  outside_->board = std::make_shared<board>(*this);
  outside_->meters = std::make_shared<meter_board>();
  outside_->started = [this](const std::string& path, const caf::actor& handle) { mourn(path, handle); };
  log_.line(time_.now(), "core", "starts");
  root_ = spawn_root_supervisor(system_, outside_);
  root_->attach_functor([this, over = over_] {
    if (!*over)
      lives_.root_ended();
  });
}

core_life::~core_life() {
  *over_ = true;
  lives_.core_ended();
  log_.line(time_.now(), "core", "is dead");
  handles_.clear();
  caf::anon_send_exit(root_, caf::exit_reason::kill);
  root_ = nullptr;
  schedule_.run();
  outside_->started = nullptr;
}

void core_life::mourn(const std::string& path, const caf::actor& handle) {
  if (*over_)
    return;
  handles_[path] = handle;
  lives_.started(path);
  log_.line(time_.now(), path, "starts");
  handle->attach_functor([this, path, over = over_, instance = lives_.instance_of(path)] {
    if (*over)
      return;
    log_.line(time_.now(), path, "is dead");
    lives_.ended(path, instance);
  });
}

bool core_life::step() {
  auto& jobs = schedule_.jobs;
  if (jobs.empty())
    return false;
  if (const auto next = chance_.below(jobs.size()); next != 0)
    std::swap(jobs.front(), jobs[next]);
  if (const auto* actor = dynamic_cast<caf::scheduled_actor*>(jobs.front()))
    log_.step(actor->name());
  return schedule_.try_run_once();
}

std::optional<moment> core_life::next_timer() {
  const auto& due = schedule_.clock().schedule();
  if (due.empty())
    return {};
  return born_ + std::chrono::ceil<milliseconds>(due.begin()->first.time_since_epoch() - std::chrono::nanoseconds{1});
}

void core_life::catch_up() {
  schedule_.advance_time(time_.now() - seen_); // also by nothing: a timer may be due at once
  seen_ = time_.now();
}

void core_life::kill(const std::string& path) {
  if (const auto i = handles_.find(path); i != handles_.end() && i->second)
    caf::anon_send<caf::message_priority::high>(
        i->second, caf::exit_msg{i->second.address(), caf::make_error(caf::exit_reason::kill)});
}

void core_life::crash(const std::string& path) {
  if (const auto i = handles_.find(path); i != handles_.end() && i->second)
    caf::anon_send(i->second, answered{[] { throw std::runtime_error("chaos: a handler throws"); }});
}

std::size_t core_life::timers() { return schedule_.clock().schedule().size(); }

} // namespace signalbox::sim
