// Who gets how much of a path's requests. Services without a weight or a mark share one group, as Interlock has it, so
// that each of their tasks gets as much as any other. A weight is a percentage of the path's requests; what is left is
// the group's. If nothing is left, or nobody is in the group, the weights are shares of the whole.
#pragma once
#include "messages/routes.hpp"

#include <cstdint>
#include <vector>

namespace signalbox {

/// A part of the requests. `service` is null for the group.
struct share {
  const backend* service = nullptr;
  std::uint32_t hundredths = 0; ///< of a percent, more than 0
};

struct traffic_split {
  std::vector<const backend*> common; ///< the group
  std::vector<const backend*> own;    ///< services with a weight or a mark
  std::vector<share> parts;           ///< what is left for a service that only has a mark is nothing; sum: 100 %
};

/// Only services that have something to send a request to count. The pointers are into `path`.
traffic_split split_of(const path_route& path);

} // namespace signalbox
