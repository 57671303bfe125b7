// Where the rollout of a proxy's desired spec stands: what was seen of the service, which change is on its way, and
// what must not be repeated.
//
// A rollout has one state, by the last observation. A change that was sent is kept beside it until its end is seen,
// because a newer desired spec may already wait behind it. What Swarm gave up, or the engine refused, is remembered by
// the key of the desired spec: another one may be tried at once.
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
  unknown,  ///< the last observation found no service to compare with: none, another's, or a rejected update
  waiting,  ///< the service differs from the desired spec, and is written as soon as nothing speaks against it
  blocked,  ///< the service differs from the desired spec, which must not be tried now
  updating, ///< the service is as desired; Swarm replaces tasks, or may be about to begin
  lagging,  ///< the service is as desired, Swarm has nothing to do, and not every task serves what is desired
  applied,  ///< every task serves it
};

class rollout_tracker {
public:
  explicit rollout_tracker(const proxy_policy& policy) : policy_(policy) {}

  rollout_state state() const { return state_; }
  /// The service is as desired, and Swarm has nothing to do.
  bool in_sync() const { return state_ == rollout_state::lagging || state_ == rollout_state::applied; }
  /// A change was sent and its end has not been seen.
  bool changing() const { return change_.has_value(); }
  bool reloading() const { return change_ && change_->kind == apply_kind::reload; }
  /// The change in flight gives tasks an agent that had none, or had another image.
  bool brings_agent() const { return change_ && change_->brings_agent; }
  /// How long a task may run before its agent reports.
  milliseconds report_timeout() const {
    return brings_agent() ? policy_.first_report_timeout : policy_.silence_timeout;
  }
  /// Something is on its way, or waits: it is worth to observe soon.
  bool busy() const { return changing() || state_ == rollout_state::waiting; }
  /// Of the service at the last observation.
  std::uint64_t replicas() const { return replicas_; }

  // What is desired.
  /// `key` identifies the desired spec.
  void desire(std::string key) { key_ = std::move(key); }
  /// Another text is desired.
  void desire_text(instant now);

  // What an observation says. `observed` comes first, then at most one of the others.
  void observed(const service_observation& seen);
  void differs(instant now);
  void block() { state_ = rollout_state::blocked; }
  void matches(const live_service& live, instant now);
  /// Judges how many tasks serve what is desired; true if all of them do.
  bool judge(const rollout_status& tasks);
  /// To be called while not every task serves it: whether that has been so for too long, though Swarm has nothing to
  /// do.
  bool lags_too_long(instant now);

  // What speaks against a write.
  /// A write clears the state of the last update, and Swarm takes a moment to begin the new one.
  bool about_to_begin(const live_service& live, instant now) const;
  /// An update is under way, or about to begin, and has still time.
  bool awaits_update(const live_service& live, instant now);
  /// No task serves the newest text, and one may still say that it is good.
  bool awaits_validation(const rollout_status& tasks, instant now) const;
  /// Applications have not settled, so that more changes are to be expected. With agents that is waited for less long.
  bool awaits_batch(bool settled, bool agents, instant now) const;
  /// Why the desired spec must not be tried now; empty if it may be. `object`: its config object, or null.
  std::string why_not(const config_object* object, instant now) const;
  /// The same where there is no service to lose: only a refusal of the engine counts.
  std::string why_not_create(instant now) const;

  // The change in flight.
  void begin(apply_kind kind, std::string update_before, bool brings_agent, instant now);
  void on_write_ended(const engine_outcome& outcome, instant now);
  /// Swarm has given the change up.
  bool is_given_up(const live_service& live) const;
  /// The change has taken too long.
  bool is_overdue(instant now) const;
  /// Ends the change, and counts it: `applied`, `rejected`.
  void finish(const char* outcome, instant now);
  /// Ends the change as rejected by Swarm. True if it is what is desired still.
  bool reject(const std::string& why, instant now);
  /// The desired spec may be tried again.
  void forget_refusal() { refusal_.reset(); }
  /// Says on the config object of the desired spec that Swarm rejected it, so that not even a new core repeats it.
  mark_config rejection_mark(const config_object& object) const;
  /// Takes that mark off; none if the object has none for the desired spec.
  std::optional<mark_config> cleared_mark(const config_object& object) const;

  /// Writes the counts of changes.
  void count(proxy_report& report) const;

private:
  struct change {
    std::string key; ///< of the desired spec
    apply_kind kind;
    std::string update_before; ///< `UpdateStatus.StartedAt` before it
    bool brings_agent;
    instant since;
    instant written; ///< when the engine had answered; before that, as `since`
  };
  /// A desired spec that did not work, not to be repeated before `until` (never, if Swarm rolled it back).
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
  instant text_since_{};                ///< since when the desired text is the desired one
  instant waiting_since_{};             ///< of `waiting`
  std::optional<instant> update_since_; ///< since when an update is waited for
  std::optional<instant> lags_since_;   ///< since when not every task serves what is desired
  counts counts_;
};

} // namespace signalbox
