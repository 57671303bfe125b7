// Combines the newest report of every actor into one snapshot. Sends no message.
#pragma once
#include "messages/reports.hpp"
#include "messages/settings.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signalbox {

/// History entries kept.
inline constexpr std::size_t history_limit = 200;

class status_logic {
public:
  /// `clusters` are in the snapshot from the start, so that a cluster without reports is visible.
  status_logic(std::string version, const std::vector<cluster_settings>& clusters,
               std::chrono::system_clock::time_point started);

  void on(const std::string& path, const cluster_id& cluster, const report_body& body,
          std::chrono::system_clock::time_point now);
  void on(history_event entry);
  std::shared_ptr<const status_snapshot> snapshot(std::chrono::system_clock::time_point now) const;

private:
  /// A view that a cluster has received and its proxy does not serve yet.
  struct unapplied {
    revision rev;
    std::chrono::system_clock::time_point seen;
  };
  cluster_status* find(const cluster_id& cluster);
  void measure_lag(cluster_status& c, std::chrono::system_clock::time_point now);
  status_snapshot snapshot_;
  std::map<cluster_id, std::deque<unapplied>> unapplied_; ///< oldest first
};

} // namespace signalbox
