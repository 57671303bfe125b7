// Which round of reads comes next, and when. A round reads everything at the resync interval, after the event stream
// was away, and after a failure; between two such rounds, what events named, and the tasks of services that converge.
//
// One round is under way at a time, and what is wanted meanwhile goes into the next. After a failed round everything is
// read again, after a backoff, whatever that round was to read.
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

// Effects: one read at a time; its answer comes back through the `on_…` of the same name.
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

  // What is wanted.
  /// The first round begins after a while, or as soon as the event stream stands.
  void start(instant now) { full_due_ = now + policy_.event_stream_timeout; }
  void want_all() { full_wanted_ = true; }
  void want_nodes() { nodes_wanted_ = true; }
  /// What an event names.
  void want(const engine_event& event);
  void want_all_if_due(instant now);
  /// A failure is no reason to wait any more.
  void end_backoff() { retry_at_.reset(); }

  /// A round of everything has succeeded.
  bool complete() const { return complete_; }
  /// A round may begin now.
  bool may_begin(instant now) const { return !round_ && !(retry_at_ && *retry_at_ > now); }
  /// There is something to read besides the tasks of services that converge.
  bool wanted() const;
  /// Begins the round that is wanted most. `pushed`: each change of a task is pushed, so tasks need not be read.
  void begin(const swarm_snapshot& last, bool pushed, instant now);
  /// Begins a round that reads the tasks of services that converge.
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
  /// Throws the round away: nobody has seen anything of it.
  void fail(instant now);
  /// When a round is due by time alone, or a failure is over; `converging`: when the next read of these is.
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
  std::optional<instant> full_due_; ///< the resync
  instant cross_check_due_{};
  std::optional<instant> retry_at_; ///< no round before this, after a failure
  backoff retry_;
};

} // namespace signalbox
