// Tasks from SwarmKit's stream, and whether the stream is reliable, so that it replaces polling.
//
// The stream pushes each change once, so it is reliable only after a complete listing that began after the stream was
// connected. A change that is pushed during a round of reads may be newer or older than the result of the round; the
// version decides, task by task. If a listing has a newer version than the stream, the listing wins and the change is
// recorded as missing. If the stream does not deliver it within the timeout, the change is lost, and the stream is no
// longer reliable.
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

  /// The stream is connected. It is reliable after the next complete listing; at once, if it was reliable before an
  /// interruption and is `resumed`, so that it pushes the changes since.
  void up(bool resumed);
  void down();
  /// Every change of a task is pushed, so tasks need not be read.
  bool reliable() const { return state_ == stream_state::reliable; }

  /// The changes of a snapshot.
  struct effect {
    std::set<std::string> services; ///< whose tasks have changed
    bool visible = false;           ///< a running task was added, removed or changed
  };
  effect take(const std::vector<task_change>& changes, swarm_snapshot& last);

  void round_begins(const listing_round& round);
  void round_fails();
  /// To be called before `draft` becomes the snapshot: applies newer pushed changes to it, and records the changes that
  /// the stream has not delivered. Returns how many changes the stream has lost; if any, it is no longer reliable.
  std::size_t round_ends(const listing_round& round, const swarm_snapshot& last, swarm_snapshot& draft, instant now);

private:
  /// `interrupted`: down, and reliable until then.
  enum class stream_state { down, interrupted, up, reliable };
  void become(stream_state s);
  struct missing_update {
    std::uint64_t version; ///< least version of the expected push
    instant since;
  };
  bool apply(const task_change& change, swarm_snapshot& to, bool& visible) const;
  bool is_tombstoned(const std::string& id, std::uint64_t version) const;
  void compare(const std::string& service, const swarm_snapshot& last, swarm_snapshot& draft, instant now);
  void expect(const std::string& id, std::uint64_t version, instant now);

  milliseconds timeout_;
  stream_state state_ = stream_state::down;
  bool round_covers_ = false;          ///< the round under way is full, and began after the stream was connected
  std::vector<task_change> meanwhile_; ///< pushed since the round began
  bool in_round_ = false;
  std::map<std::string, missing_update> missing_;
  /// The last complete listing includes all changes up to this version. A task that it does not contain was removed by
  /// then, even if a manager that lags behind still pushes it.
  std::uint64_t listed_up_to_ = 0;
  /// Versions of removed tasks, so that a late push does not add one again; dropped after two complete listings.
  std::map<std::string, std::uint64_t> tombstones_, older_tombstones_;
};

} // namespace signalbox
