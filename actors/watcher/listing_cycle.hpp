// Schedules the rounds of reads. A round reads everything at the resync interval, after an interruption of the event
// stream, and after a failure. Other rounds read the objects that events name, or the tasks of converging services.
//
// One round is under way at a time; requests during a round are collected for the next one. After a failed round of any
// kind, everything is read again after a backoff.
#pragma once
#include "actors/timer.hpp"
#include "actors/watcher/listing_round.hpp"
#include "actors/watcher/watcher_policy.hpp"
#include "messages/swarm.hpp"

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

// Effects: one read at a time. Its answer is passed to the `on_…` function of the same name.
struct read_services {
  std::vector<std::string> ids; ///< all if empty
};
struct read_tasks {
  std::vector<std::string> service_ids; ///< of all services if empty
};
struct read_nodes {};
struct read_networks {};
struct read_secrets {};
using read_effect = std::variant<read_services, read_tasks, read_nodes, read_networks, read_secrets>;

class listing_cycle {
public:
  explicit listing_cycle(const watcher_policy& policy);

  // Requests for reads.
  /// The first round begins after `event_stream_timeout`, or earlier if the event stream is connected.
  void start(instant now) { full_due_ = now + policy_.event_stream_timeout; }
  void want_all() { full_wanted_ = true; }
  void want_nodes() { nodes_wanted_ = true; }
  /// Requests a read of the object that an event names.
  void want(const engine_event& event);
  void want_all_if_due(instant now);
  /// Ends the backoff after a failed round.
  void end_backoff() { retry_at_.reset(); }

  /// A round of everything has succeeded.
  bool complete() const { return complete_; }
  /// A round may begin now.
  bool may_begin(instant now) const { return !round_ && !(retry_at_ && *retry_at_ > now); }
  /// A read is requested, other than of the tasks of converging services.
  bool wanted() const;
  /// Begins the requested round: a full one if requested, else one for the objects that events named. `pushed`: each
  /// change of a task is pushed, so tasks need not be read.
  void begin(const swarm_snapshot& last, bool pushed, instant now);
  /// Begins a round that reads the tasks of converging services.
  void begin_tasks(const swarm_snapshot& last, instant now);

  /// The round under way, or null.
  listing_round* round() { return round_ ? &*round_ : nullptr; }
  /// `all`, `services` or `tasks`; of the last round if none is under way.
  const char* kind() const { return kind_; }
  /// The next read of the round; none if it is complete. `converging`: services whose tasks a round reads.
  std::optional<read_effect> next_read(std::vector<std::string> converging);

  struct finished {
    listing_round round;
    instant::duration took;
  };
  /// Ends a round that is complete.
  finished finish(instant now);
  /// Discards the round, requests a full one, and starts the backoff.
  void fail(instant now);
  /// When a round is due by time, or the backoff ends. `converging`: when the next read of converging services is due.
  std::optional<instant> due(std::optional<instant> converging, instant now) const;

private:
  using step = listing_round::step;
  void begin(const char* kind, listing_round round, instant now);
  listing_round full_round(const swarm_snapshot& last, bool pushed, instant now) const;

  watcher_policy policy_;
  bool complete_ = false;
  std::optional<listing_round> round_;
  const char* kind_ = "";
  instant began_{};
  bool full_wanted_ = false, nodes_wanted_ = false, networks_wanted_ = false, secrets_wanted_ = false;
  std::set<std::string> services_wanted_;
  std::optional<instant> full_due_; ///< the next resync
  instant cross_check_due_{};
  std::optional<instant> retry_at_; ///< end of the backoff after a failed round
  backoff retry_;
};

} // namespace signalbox
