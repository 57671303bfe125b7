// A cluster's decisions: derive the table and the status of each service. The table is always sent, so that the actors
// downstream receive the newest revision; an unchanged digest means that there is nothing to do.
#pragma once
#include "actors/cluster/derive_routes.hpp"
#include "messages/reports.hpp"

#include <optional>

namespace signalbox {

struct cluster_effects {
  std::optional<routes_changed> routes; ///< none if the view was older than the last one
  std::optional<cluster_report> report;
};

class cluster_logic {
public:
  cluster_logic(cluster_settings settings, proxy_programs programs)
      : settings_(std::move(settings)), programs_(programs) {}
  cluster_effects on(const view_changed& v);

private:
  cluster_settings settings_;
  proxy_programs programs_;
  revision newest_;
  routed_services routed_;
};

} // namespace signalbox
