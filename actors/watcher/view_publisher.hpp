// Builds each cluster's view and decides when to publish it: only if it differs from the last one, and after the
// hold-off.
#pragma once
#include "actors/timer.hpp"
#include "actors/watcher/convergence.hpp"
#include "actors/watcher/hold_off.hpp"
#include "actors/watcher/snapshot.hpp"
#include "actors/watcher/watcher_policy.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

class view_publisher {
public:
  view_publisher(std::vector<cluster_settings> clusters, const watcher_policy& policy, std::uint32_t incarnation);

  /// To be called after every change of the snapshot or of the converging services. `is_news`: the snapshot may have
  /// changed. Most reads change nothing; then no views are built for the comparison.
  void compare(const swarm_snapshot& snapshot, const convergence& polled, bool is_news, instant now);

  /// When to publish; none if nothing is pending.
  std::optional<instant> due() const { return hold_off_.due(); }
  struct publication {
    std::vector<view_changed> views;
    instant::duration waited; ///< since the first of their changes
  };
  /// The views that differ from the last ones, if a publication is due; else none.
  std::optional<publication> publish(const swarm_snapshot& snapshot, const convergence& polled, instant now);

  /// The newest view that was published for this cluster; empty before the first.
  std::optional<view_changed> last(const cluster_id& cluster) const;
  /// Names of the service clusters that have a view.
  std::set<std::string> service_clusters() const;

private:
  struct published {
    cluster_settings settings;
    std::optional<view_changed> last;
  };
  struct difference {
    std::vector<view_changed> views;
    bool only_settled = true; ///< the views differ in `settled` only
  };
  difference changed_views(const swarm_snapshot& snapshot, const convergence& polled, instant now) const;

  std::vector<published> clusters_;
  revision rev_;
  std::vector<std::string> converging_; ///< at the last comparison of views
  hold_off hold_off_;
};

} // namespace signalbox
