// One round of reads, from the first request to a snapshot that is complete. It works on a draft: a round that fails is
// thrown away, and nobody has seen anything of it.
#pragma once
#include "actors/watcher/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

class listing_round {
public:
  enum class step { services, networks, secrets, nodes, tasks };

  /// Everything anew; services of these names are kept even without routing labels.
  static listing_round of_everything(std::set<std::string> proxy_names);
  /// The same where tasks are pushed: only those of services that are not in `last`.
  static listing_round of_everything_but_tasks(const swarm_snapshot& last);
  /// On top of `last`: these services (if any), and what `also` names. Where tasks are pushed, only those of services
  /// that are new are read.
  listing_round(swarm_snapshot last, std::vector<std::string> services, std::set<step> also,
                bool tasks_are_pushed = false);

  bool full() const { return full_; }
  bool reads_all_tasks() const { return full_ && !known_; }
  const std::set<step>& todo() const { return todo_; }
  const std::vector<std::string>& services() const { return services_; } ///< to ask for; all if empty
  const swarm_snapshot& draft() const { return draft_; }
  swarm_snapshot finish() { return std::move(draft_); }

  /// Which services' tasks to ask for, in their order: all of them in a full round, else `attended`, and new ones where
  /// tasks are pushed. Without any the step is done. An empty list means all, for a filter of many ids costs more than
  /// it saves.
  std::vector<std::string> begin_tasks(std::vector<std::string> attended);

  /// The services whose tasks were asked for.
  const std::vector<std::string>& tasks_read() const { return tasks_read_; }

  /// The newest version of what was read: Swarm's store was at least there when the tasks were read, which is last.
  std::uint64_t newest() const { return newest_; }

  void take_services(const std::vector<swarm_service>& found);
  void take_networks(const std::vector<swarm_network>& found);
  void take_secrets(const std::vector<swarm_secret>& found);
  /// Gives the ids of services that have tasks on a node that changed.
  std::vector<std::string> take_nodes(const std::vector<swarm_node>& found);
  void take_tasks(const std::vector<swarm_task>& found);

private:
  listing_round() = default;

  bool full_ = false;
  std::uint64_t newest_ = 0;
  std::set<step> todo_;
  std::vector<std::string> services_, tasks_of_, tasks_read_;
  std::optional<std::set<std::string>> known_; ///< services whose tasks are pushed
  swarm_snapshot draft_;
};

} // namespace signalbox
