// One round of reads, from the first request to a snapshot that is complete. It works on a draft: a round that fails is
// thrown away, and nobody has seen anything of it.
#pragma once
#include "actors/watcher/snapshot.hpp"

#include <set>
#include <string>
#include <vector>

namespace signalbox {

class listing_round {
public:
  enum class step { services, networks, secrets, nodes, tasks };

  /// Everything anew; services of these names are kept even without routing labels.
  static listing_round of_everything(std::set<std::string> proxy_names);
  /// On top of `last`: these services (if any), and what `also` names.
  listing_round(swarm_snapshot last, std::vector<std::string> services, std::set<step> also);

  bool full() const { return full_; }
  const std::set<step>& todo() const { return todo_; }
  const std::vector<std::string>& services() const { return services_; } ///< to ask for; all if empty
  const swarm_snapshot& draft() const { return draft_; }
  swarm_snapshot finish() { return std::move(draft_); }

  /// Which services' tasks to ask for, in their order: all of them in a full round, else `attended`. Without any the
  /// step is done. An empty list means all, for a filter of many ids costs more than it saves.
  std::vector<std::string> begin_tasks(std::vector<std::string> attended);

  void take_services(const std::vector<swarm_service>& found);
  void take_networks(const std::vector<swarm_network>& found);
  void take_secrets(const std::vector<swarm_secret>& found);
  /// Gives the ids of services that have tasks on a node that changed.
  std::vector<std::string> take_nodes(const std::vector<swarm_node>& found);
  void take_tasks(const std::vector<swarm_task>& found);

private:
  listing_round() = default;

  bool full_ = false;
  std::set<step> todo_;
  std::vector<std::string> services_, tasks_of_;
  swarm_snapshot draft_;
};

} // namespace signalbox
