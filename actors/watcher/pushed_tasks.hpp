// What SwarmKit's stream says about tasks, and whether it may stand in for reading them.
//
// The stream pushes each change once, so it can be relied on only from a complete listing that began after it stood.
// What it pushes while a round of reads is under way may be newer or older than what the round finds: versions decide,
// task by task. A listing that has something newer is right, and the stream owes that change; what it still owes after
// a while it has lost, and then it is no longer relied on.
#pragma once
#include "actors/timer.hpp"
#include "actors/watcher/listing_round.hpp"
#include "actors/watcher/snapshot.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

class pushed_tasks {
public:
  explicit pushed_tasks(milliseconds timeout) : timeout_(timeout) {}

  /// The stream stands: it is relied on after the next complete listing; at once, if it was before it went down, and
  /// now pushes what has changed since.
  void up(bool resumed);
  void down();
  /// Every change of a task is pushed, so tasks need not be read.
  bool reliable() const { return state_ == stream_state::reliable; }

  /// What became of a snapshot.
  struct effect {
    std::set<std::string> services; ///< whose tasks are others now
    bool visible = false;           ///< a running task came, went or changed
  };
  effect take(const std::vector<task_change>& changes, swarm_snapshot& last);

  void round_begins(const listing_round& round);
  void round_fails();
  /// Before a round becomes the snapshot: puts what is newer than it into `draft`, and finds what the stream owes.
  /// Gives how many changes the stream has lost; after any it is no longer relied on.
  std::size_t round_ends(const listing_round& round, const swarm_snapshot& last, swarm_snapshot& draft, instant now);

private:
  /// `interrupted`: down, and relied on until then.
  enum class stream_state { down, interrupted, up, reliable };
  void become(stream_state s);
  struct missing_update {
    std::uint64_t version; ///< that a push has to have at least
    instant since;
  };
  bool apply(const task_change& change, swarm_snapshot& to, bool& visible) const;
  bool is_tombstoned(const std::string& id, std::uint64_t version) const;
  void compare(const std::string& service, const swarm_snapshot& last, swarm_snapshot& draft, instant now);
  void expect(const std::string& id, std::uint64_t version, instant now);

  milliseconds timeout_;
  stream_state state_ = stream_state::down;
  bool round_covers_ = false;          ///< the round under way began after the stream stood, and reads all tasks
  std::vector<task_change> meanwhile_; ///< since the round began
  bool in_round_ = false;
  std::map<std::string, missing_update> missing_;
  /// The last complete listing has seen all changes up to this one: what it did not find had gone by then, whatever a
  /// manager that lags behind still pushes.
  std::uint64_t listed_up_to_ = 0;
  /// Versions of tasks that left, so that a late word does not bring one back; forgotten after two complete listings.
  std::map<std::string, std::uint64_t> tombstones_, older_tombstones_;
};

} // namespace signalbox
