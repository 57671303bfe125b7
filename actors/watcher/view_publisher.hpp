// What each cluster's view is, and when it is published: only where it differs from the last one, and held off while
// changes follow closely.
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

  /// To be called after every change of the snapshot or of what converges. `is_news`: the snapshot may be another one;
  /// most reads find what is known, and then the views need not be cut to see that they are the same.
  void compare(const swarm_snapshot& snapshot, const convergence& attention, bool is_news, instant now);

  /// When to publish; none if nothing is pending.
  std::optional<instant> due() const { return hold_off_.due(); }
  struct publication {
    std::vector<view_changed> views;
    instant::duration waited; ///< since the first change of them
  };
  /// What is due and differs; none if nothing does.
  std::optional<publication> publish(const swarm_snapshot& snapshot, const convergence& attention, instant now);

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
    bool only_settled = true; ///< nothing differs but whether a cluster is at rest
  };
  difference changed_views(const swarm_snapshot& snapshot, const convergence& attention, instant now) const;

  std::vector<published> clusters_;
  revision rev_;
  std::vector<std::string> converging_; ///< when the views were compared last
  hold_off hold_off_;
};

} // namespace signalbox
