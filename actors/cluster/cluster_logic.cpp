#include "actors/cluster/cluster_logic.hpp"

#include "actors/cluster/route_digest.hpp"

namespace signalbox {

cluster_effects cluster_logic::on(const view_changed& v) {
  if (v.rev < newest_)
    return {};
  newest_ = v.rev;
  auto derived = derive_routes(*v.view, settings_, programs_, routed_);
  routed_ = std::move(derived.routed);
  cluster_report report{v.rev, derived.routes.hosts.size(), 0, std::move(derived.services), std::move(derived.found)};
  for (const auto& s : report.services)
    report.targets += s.targets;
  const auto sum = digest_of(derived.routes);
  report.view = v.view;
  report.table = std::make_shared<const route_table>(std::move(derived.routes));
  return {routes_changed{v.cluster, v.rev, sum, report.table, v.view->settled}, std::move(report)};
}

} // namespace signalbox
