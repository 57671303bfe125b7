// The rollout of a proxy's desired spec: its state, the change in flight, and the refusal that must not be repeated.
//
// The state is that of the last observation. A change in flight is stored separately until its end is observed, because
// a newer desired spec may already wait for that. A desired spec that Swarm gave up or the engine refused is stored by
// its key, so that another desired spec can be tried at once.
#pragma once
#include "actors/proxy/proxy_policy.hpp"
#include "actors/proxy/task_registry.hpp"
#include "actors/service/service_calls.hpp"
#include "actors/timer.hpp"
#include "messages/managed_service.hpp"
#include "messages/reports.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace signalbox {

enum class rollout_state {
  unknown,  ///< the last observation had nothing to compare: no service, one without our labels, or a rejected update
  waiting,  ///< the service differs from the desired spec; the write is pending
  blocked,  ///< the service differs from the desired spec, which must not be tried now
  updating, ///< the service matches the desired spec; Swarm replaces tasks, or may be about to begin
  lagging,  ///< the service matches, Swarm has nothing to do, and not every task serves the desired configuration
  applied,  ///< every task serves the desired configuration
};

class rollout_tracker {
public:
  explicit rollout_tracker(const proxy_policy& policy) : policy_(policy) {}

  rollout_state state() const { return state_; }
  /// The service matches the desired spec, and Swarm has nothing to do.
  bool in_sync() const { return state_ == rollout_state::lagging || state_ == rollout_state::applied; }
  /// A change is in flight: it was sent, and its end was not observed yet.
  bool changing() const { return change_.has_value(); }
  bool reloading() const { return change_ && change_->kind == apply_kind::reload; }
  /// The change in flight starts the agent in tasks that had no agent, or another image.
  bool brings_agent() const { return change_ && change_->brings_agent; }
  /// How long a task may run before its agent reports.
  milliseconds report_timeout() const {
    return brings_agent() ? policy_.first_report_timeout : policy_.silence_timeout;
  }
  /// A change is in flight or pending, so the service is observed again soon.
  bool busy() const { return changing() || state_ == rollout_state::waiting; }
  /// In the spec of the last observed service; 0 if there was none.
  std::uint64_t replicas() const { return replicas_; }

  // The desired spec.
  /// `key` identifies the desired spec.
  void desire(std::string key) { key_ = std::move(key); }
  /// The desired text has changed.
  void desire_text(instant now);

  // Observations. `observed` is called first, then at most one of `differs`, `block` and `matches`.
  void observed(const service_observation& seen);
  void differs(instant now);
  void block() { state_ = rollout_state::blocked; }
  void matches(const live_service& live, instant now);
  /// Sets `applied` or `lagging` by the number of tasks that serve; true if all of them do. False unless `in_sync`.
  bool evaluate_tasks(const rollout_status& tasks);
  /// To be called while not every task serves: true if this lasts longer than `reload_timeout`, and Swarm has nothing
  /// to do.
  bool lags_too_long(instant now);

  // Reasons not to write now.
  /// A write clears the update state, and Swarm has not begun the new update; for `update_start_timeout` at most.
  bool about_to_begin(const live_service& live, instant now) const;
  /// An update is about to begin, or has been running for less than `update_timeout`.
  bool awaits_update(const live_service& live, instant now);
  /// No task serves the newest text, and a verdict on it may still arrive.
  bool awaits_validation(const rollout_status& tasks, instant now) const;
  /// Applications have not settled, so more changes are expected: at most `batch_max_wait` with agents, else
  /// `settle_timeout`.
  bool awaits_batch(bool settled, bool agents, instant now) const;
  /// The reason why the desired spec must not be tried now; empty if it can be. `object`: its config object, or null.
  std::string why_not(const config_object* object, instant now) const;
  /// The same if there is no service: only a refusal by the engine counts.
  std::string why_not_create(instant now) const;

  // The change in flight.
  void begin(apply_kind kind, std::string update_before, bool brings_agent, instant now);
  void on_write_ended(const engine_outcome& outcome, instant now);
  /// Swarm has rolled back or paused the update of the change.
  bool is_given_up(const live_service& live) const;
  /// The change, if it is no reload, has taken longer than `apply_timeout`.
  bool is_overdue(instant now) const;
  /// Ends the change, and counts it by its outcome: `applied`, `rejected`, `refused`.
  void finish(const char* outcome, instant now);
  /// Ends the change as rejected by Swarm. True if its spec is still the desired one.
  bool reject(const std::string& why, instant now);
  /// The desired spec may be tried again.
  void forget_refusal() { refusal_.reset(); }
  /// Marks the config object of the desired spec as rejected, so that a restarted core does not repeat the update.
  mark_config rejection_mark(const config_object& object) const;
  /// Removes that mark; none if the object has no mark for the desired spec.
  std::optional<mark_config> cleared_mark(const config_object& object) const;

  /// Writes counts and durations of changes to the report.
  void count(proxy_report& report) const;

private:
  struct change {
    std::string key; ///< of the desired spec
    apply_kind kind;
    std::string update_before; ///< `UpdateStatus.StartedAt` before it
    bool brings_agent;
    instant since;
    instant written; ///< when the engine answered; `since` until then
  };
  /// A desired spec that failed. It is not repeated before `until`; never, if Swarm gave up the update.
  struct refusal {
    std::string key, why;
    std::optional<instant> until;
  };
  /// Of changes that ended, as in `proxy_report`.
  struct counts {
    std::map<std::string, std::uint64_t> applies;
    std::map<std::string, time_histogram> apply_times;
    std::chrono::duration<double> last_apply{0};
  };

  bool is_marked(const config_object& object) const;

  proxy_policy policy_;
  rollout_state state_ = rollout_state::unknown;
  std::string key_;
  std::uint64_t replicas_ = 0;
  std::optional<change> change_;
  std::optional<refusal> refusal_;
  instant text_since_{};                ///< when the desired text changed last
  instant waiting_since_{};             ///< when `waiting` began
  std::optional<instant> update_since_; ///< when the wait for a running update began
  std::optional<instant> lags_since_;   ///< since when not every task serves the desired configuration
  counts counts_;
};

} // namespace signalbox
