// Checks rendered and served configurations: invariants 1, 2 and 5.
//
// The expected routes are computed from the intents of the workload and the running tasks of the model, independently
// of the product. An entry is a host, a service and a target (or none, for the host itself); a table is a set of
// entries.
#pragma once
#include "chaos/sim/removed_task_invariants.hpp"
#include "chaos/sim/sim_swarm.hpp"
#include "chaos/sim/verdict.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace signalbox::sim {

using entries = std::set<std::string>;

/// A configuration with the number (`number_of`) that it had when it was assigned. It can be assigned again later, with
/// a larger number.
struct assigned_config {
  std::string name;
  std::uint64_t number = 0;
};

class route_invariants {
public:
  route_invariants(const event_queue& time, verdict& v, const sim_swarm& swarm, const removed_task_invariants& removed)
      : time_(time), verdict_(v), swarm_(swarm), removed_(removed) {}

  /// The service, its labels or its tasks have changed, or it was removed.
  void service_changed(const std::string& service);
  /// An extension rendered this table to this text. With agents, only `desired` makes the text the desired one, because
  /// it can be for validation.
  void rendered(const cluster_settings& cluster, const route_table& table, const std::string& text);
  /// The agents are assigned this configuration to load.
  void desired(const std::string& cluster, const std::string& config);
  /// A task that served `before` loaded `now`.
  void loaded(const std::string& cluster, const assigned_config& before, const assigned_config& now);
  /// The sequence number of the last time when this configuration became the desired one; 0: never.
  std::uint64_t number_of(const std::string& config) const;
  /// Proxies keep their tasks when an application moves to another network, and join that network later. Until then its
  /// routes can be missing: a core that starts meanwhile cannot know the old network.
  bool join_later = false;
  /// Name of the configuration that a task serves.
  std::function<std::string(const sim_task&)> served_config = [](const sim_task& t) { return t.config; };

  /// Whether all tasks of the cluster's proxy run with the expected routes.
  bool serves_expected(const std::string& cluster) const;
  /// How the routes of a cluster's tasks differ from the expected ones, as a text; empty if they do not.
  std::string difference(const std::string& cluster) const;
  /// Whether Swarm has rejected an update of the proxy to the expected routes.
  bool expected_was_rejected(const std::string& cluster) const;
  /// Increases with everything that can change the results of these functions.
  std::uint64_t change_count() const { return changes_; }

private:
  struct rendered_table {
    entries all;
    std::uint64_t number = 0;
  };
  /// A cluster and its entries of one service.
  using cluster_entries = std::pair<std::string, entries>;

  void set_desired(const std::string& cluster, rendered_table& table);
  cluster_entries intended(const std::string& service) const;
  entries expected(const std::string& cluster) const;
  bool was_ever_expected(const std::string& cluster, const std::string& e) const;
  void check_for_move(const std::string& service, const cluster_entries& now);
  void check_for_lost_networks(const std::string& cluster);
  void check(const std::string& cluster, const entries& table);

  const event_queue& time_;
  verdict& verdict_;
  const sim_swarm& swarm_;
  const removed_task_invariants& removed_;
  std::map<std::string, std::map<std::string, moment>> expected_; ///< cluster → entry → time since when it is expected
  std::map<std::string, cluster_entries> of_service_;             ///< by service
  std::map<std::string, std::string> network_of_;                 ///< service → its last network
  std::map<std::string, std::set<std::string>> joined_;           ///< cluster → networks of its proxy service
  std::map<std::string, entries> must_stay_;     ///< cluster → entries that must be rendered while they are expected
  std::map<std::string, entries> ever_expected_; ///< cluster → entries that were expected at some time
  std::map<std::string, rendered_table> tables_; ///< by name of the config object
  std::uint64_t last_number_ = 0, changes_ = 0;
};

} // namespace signalbox::sim
