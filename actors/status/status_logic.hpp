// Puts the newest report of every stage into one picture. It only listens.
#pragma once
#include "messages/reports.hpp"
#include "messages/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace signalbox {

/// History entries kept.
inline constexpr std::size_t history_limit = 200;

class status_logic {
public:
  /// `clusters` are there from the start, so that a cluster that never reports is seen to be silent.
  status_logic(std::string version, const std::vector<cluster_settings>& clusters,
               std::chrono::system_clock::time_point started);

  void on(const std::string& path, const cluster_id& cluster, const report_body& body);
  void on(history_entry entry);
  std::shared_ptr<const status_picture> picture(std::chrono::system_clock::time_point now) const;

private:
  cluster_picture* find(const cluster_id& cluster);
  status_picture picture_;
};

} // namespace signalbox
