// Common part of both supervisors: records of children, terminations, reports. A supervisor does no other work.
#pragma once
#include "actors/base_actor.hpp"
#include "actors/dependencies.hpp"
#include "actors/supervision/supervision_logic.hpp"

#include <functional>
#include <string>
#include <vector>

namespace signalbox {

/// A child: its start function and its restart record.
struct supervised {
  std::string path;
  std::function<caf::actor()> start; ///< also sends the new handle to the actors that need it
  restart_record record;
  caf::actor handle{};
  std::uint64_t timer = 0; ///< epoch of the pending restart, 0 if none
};

/// Base of the supervisors. Children start in order and stop in reverse. After the termination of a child,
/// `schedule_restart` is called.
template <class Handle>
class supervisor : public reporting_actor<Handle> {
public:
  supervisor(caf::actor_config& config, std::shared_ptr<const dependencies> inputs, std::string path,
             cluster_id cluster, status_actor status)
      : reporting_actor<Handle>(config, *inputs->metrics, std::move(path), std::move(cluster), std::move(status)),
        deps_(std::move(inputs)) {
    this->set_down_handler([this](caf::down_msg& m) { on_down(m); });
    this->set_exit_handler([this](caf::exit_msg& m) { on_exit_message(m.reason); });
  }

  void on_exit() override {
    stop_from(0);
    children_.clear();
    reporting_actor<Handle>::on_exit();
  }

protected:
  /// Schedules the restart of child `index` after `pause`. The termination of the child is already recorded.
  virtual void schedule_restart(std::size_t index, milliseconds pause) = 0;
  /// The pause of child `index` has ended.
  virtual void on_pause_over(std::size_t index) = 0;

  void add(std::string path, std::function<caf::actor()> start) {
    children_.push_back({std::move(path), std::move(start), restart_record{deps_->restart_policy}});
  }
  std::vector<supervised>& children() { return children_; }
  const std::shared_ptr<const dependencies>& deps() const { return deps_; }

  /// Starts a child. An exception counts as a termination.
  void start(std::size_t index) {
    auto& c = children_[index];
    c.timer = 0;
    try {
      c.handle = c.start();
    } catch (const std::exception& e) {
      return on_terminated(index, termination::not_started, std::string{"did not start: "} + e.what());
    }
    this->template monitor<caf::message_priority::high>(c.handle);
    c.record.started(this->now(), std::chrono::system_clock::now());
    if (deps_->started)
      deps_->started(c.path, c.handle);
    report_child(c);
  }
  void start_from(std::size_t first) {
    for (auto i = first; i < children_.size(); ++i)
      if (!children_[i].handle)
        start(i);
  }
  void stop_from(std::size_t first) {
    for (auto i = children_.size(); i > first; --i)
      stop(children_[i - 1]);
  }
  void start_later(std::size_t index, milliseconds pause) {
    if (pause.count() == 0)
      return on_pause_over(index);
    children_[index].timer = ++epoch_;
    this->wake_in(pause, epoch_);
  }
  void on_wake(const wake& w) {
    for (std::size_t i = 0; i < children_.size(); ++i)
      if (children_[i].timer == w.epoch)
        return on_pause_over(i);
  }
  void pass_on_status(const status_moved& m) {
    this->moved(m);
    for (auto& c : children_) {
      if (c.handle)
        caf::anon_send(c.handle, m);
      report_child(c);
    }
  }
  void report_child(const supervised& c) {
    this->send(this->status(), actor_report{c.path, this->cluster(), c.record.report()});
  }

private:
  // An exit message has normal priority by default: it would wait behind the whole mailbox.
  void stop(supervised& c) {
    c.timer = 0;
    if (!c.handle)
      return;
    this->demonitor(c.handle);
    caf::anon_send<caf::message_priority::high>(
        c.handle, caf::exit_msg{this->address(), caf::make_error(caf::exit_reason::user_shutdown)});
    c.handle = nullptr;
  }
  void on_down(const caf::down_msg& m) {
    for (std::size_t i = 0; i < children_.size(); ++i)
      if (children_[i].handle && children_[i].handle.address() == m.source) {
        children_[i].handle = nullptr;
        return on_terminated(i, kind_of(m.reason), this->system().render(m.reason));
      }
  }
  static termination kind_of(const caf::error& reason) {
    return reason == caf::sec::runtime_error  ? termination::exception
           : reason == caf::exit_reason::kill ? termination::killed
                                              : termination::other;
  }
  void on_terminated(std::size_t index, termination kind, std::string cause) {
    auto& c = children_[index];
    const auto pause = c.record.terminated(kind, std::move(cause), this->now());
    spdlog::warn("{} died: {}; restart {} in {} ms", c.path, c.record.report().last_cause, c.record.report().restarts,
                 pause.count());
    this->send(this->status(), history_event{{}, c.path, "died: " + c.record.report().last_cause});
    report_child(c);
    schedule_restart(index, pause);
  }
  void on_exit_message(const caf::error& why) {
    stop_from(0);
    this->quit(why);
  }

  std::shared_ptr<const dependencies> deps_;
  std::vector<supervised> children_;
  std::uint64_t epoch_ = 0;
};

} // namespace signalbox
