// Watches what is rendered and what is served: invariants 1, 2 and 5.
//
// The truth is what the workload meant and which tasks run, read from the model and not through the product. An entry
// is a host, a service and a target (or none, for the host itself); a table is the set of its entries.
#pragma once
#include "chaos/sim/gone_watch.hpp"
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

/// A configuration as somebody was told it: the number that it had then (`number_of`), for it may be wanted again.
struct told_config {
  std::string name;
  std::uint64_t number = 0;
};

class route_watch {
public:
  route_watch(const agenda& time, verdict& v, const sim_swarm& swarm, const gone_watch& gone)
      : time_(time), verdict_(v), swarm_(swarm), gone_(gone) {}

  /// The service, its labels or its tasks have changed, or it is gone.
  void changed(const std::string& service);
  /// An extension rendered this table to this text. Where agents may be given texts that are only to be tested, it
  /// counts from `wanted` on.
  void rendered(const cluster_settings& cluster, const route_table& table, const std::string& text);
  /// Agents are told to load this configuration.
  void wanted(const std::string& cluster, const std::string& config);
  /// A task loaded the configuration `now` after `before`.
  void loaded(const std::string& cluster, const told_config& before, const told_config& now);
  /// When a configuration was wanted last, as a number that counts; 0: never.
  std::uint64_t number_of(const std::string& config) const;
  /// Proxies keep their tasks when an application moves to another network, and join it later: until then it may be
  /// out, for a core that starts meanwhile cannot know where it was.
  bool join_later = false;
  /// The name of the configuration that a task serves.
  std::function<std::string(const sim_task&)> serves = [](const sim_task& t) { return t.config; };

  /// Whether all tasks of the cluster's proxy run with the truth.
  bool serves_truth(const std::string& cluster) const;
  /// What is wrong with what a cluster's tasks serve, for people; empty if nothing is.
  std::string untruth(const std::string& cluster) const;
  /// Whether Swarm has given up an update of the proxy to the truth.
  bool truth_was_rejected(const std::string& cluster) const;
  entries truth(const std::string& cluster) const;
  /// Grows with whatever may change what the two above say.
  std::uint64_t news() const { return news_; }

private:
  struct table_of {
    entries all;
    std::uint64_t number = 0;
  };
  void want(const std::string& cluster, table_of& table);
  std::pair<std::string, entries> meant(const std::string& service) const;
  bool was_ever(const std::string& cluster, const std::string& e) const;
  void notice_move(const std::string& service, const std::pair<std::string, entries>& now);
  void notice_lost_networks(const std::string& cluster);
  void check(const std::string& cluster, const entries& table);

  const agenda& time_;
  verdict& verdict_;
  const sim_swarm& swarm_;
  const gone_watch& gone_;
  std::map<std::string, std::map<std::string, moment>> truth_;        ///< cluster → entry → valid since
  std::map<std::string, std::pair<std::string, entries>> of_service_; ///< service → cluster, entries
  std::map<std::string, std::string> network_of_;                     ///< service → where it was last
  std::map<std::string, std::set<std::string>> joined_;               ///< cluster → networks of its proxy service
  std::map<std::string, entries> promised_;                           ///< cluster → must not go while it is true
  std::map<std::string, entries> ever_;                               ///< cluster → was true at some time
  std::map<std::string, table_of> tables_;                            ///< by name of the config object
  std::uint64_t wants_ = 0, news_ = 0;
};

} // namespace signalbox::sim
