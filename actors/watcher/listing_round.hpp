// One round of reads, from the first request to a complete snapshot. It fills a draft; a failed round is discarded
// together with its draft.
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

  /// A full round. Services of these names are kept even without routing labels.
  static listing_round of_everything(std::set<std::string> proxy_names);
  /// The same while tasks are pushed: tasks are read only of services that are not in `last`.
  static listing_round of_everything_but_tasks(const swarm_snapshot& last);
  /// A round that updates `last`: it reads these services (if any), and executes the steps `also`. While tasks are
  /// pushed, tasks are read only of new services.
  listing_round(swarm_snapshot last, std::vector<std::string> services, std::set<step> also,
                bool tasks_are_pushed = false);

  bool full() const { return full_; }
  bool reads_all_tasks() const { return full_ && !known_; }
  const std::set<step>& todo() const { return todo_; }
  const std::vector<std::string>& services() const { return services_; } ///< ids to read; all if empty
  const swarm_snapshot& draft() const { return draft_; }
  swarm_snapshot finish() { return std::move(draft_); }

  /// The services whose tasks are read: all in a full round, else `polled`; only new ones while tasks are pushed. If
  /// there are none, the step is done. For more than 200 services the list is empty, which means all, because a filter
  /// of many ids costs more than it saves.
  std::vector<std::string> begin_tasks(std::vector<std::string> polled);

  /// The services whose tasks are read in this round.
  const std::vector<std::string>& tasks_read() const { return tasks_read_; }

  /// The newest version of the services and tasks that were read. When a full round reads tasks, its last step, Swarm's
  /// store index is not less than this.
  std::uint64_t newest() const { return newest_; }

  void take_services(const std::vector<swarm_service>& found);
  void take_networks(const std::vector<swarm_network>& found);
  void take_secrets(const std::vector<swarm_secret>& found);
  /// Returns the ids of services that have tasks on a node that changed.
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
