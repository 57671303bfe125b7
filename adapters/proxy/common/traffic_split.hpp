// The division of a path's requests among services. Services without a weight or a mark share one group, as in
// Interlock, so that each of their tasks gets the same number of requests. A weight is a percentage of the path's
// requests; the rest goes to the group. If the rest or the group is empty, weights are relative to their sum.
#pragma once
#include "messages/routes.hpp"

#include <cstdint>
#include <vector>

namespace signalbox {

/// A part of the requests. `service` is null for the group.
struct share {
  const backend* service = nullptr;
  std::uint32_t hundredths = 0; ///< hundredths of a percent, more than 0
};

struct traffic_split {
  std::vector<const backend*> common; ///< the group
  std::vector<const backend*> own;    ///< services with a weight or a mark
  std::vector<share> parts;           ///< sum: 100 %; a service with a mark and without a weight has no part
};

/// Only services with a target or a DNS name count. The pointers point into `path`.
traffic_split split_of(const path_route& path);

} // namespace signalbox
