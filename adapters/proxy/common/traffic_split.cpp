#include "adapters/proxy/common/traffic_split.hpp"

#include <algorithm>

namespace signalbox {

namespace {
constexpr std::uint32_t whole = 10000;
} // namespace

traffic_split split_of(const path_route& path) {
  traffic_split all;
  std::uint32_t weights = 0;
  for (const auto& b : path.backends)
    if (b.answers()) {
      const bool apart = b.weight || b.canary_header || b.canary_cookie;
      (apart ? all.own : all.common).push_back(&b);
      weights += b.weight.value_or(0);
    }
  const auto total = all.common.empty() ? weights : std::max(weights, 100u);
  if (!all.common.empty() && weights < 100)
    all.parts.push_back({nullptr, whole - weights * (whole / 100)});
  for (const auto* b : all.own)
    if (const auto weight = b->weight.value_or(0); weight > 0)
      all.parts.push_back({b, std::max(1u, weight * whole / total)});
  // The last part gets the rounding remainder, so the largest one must be last.
  std::stable_sort(all.parts.begin(), all.parts.end(),
                   [](const share& a, const share& b) { return a.hundredths < b.hundredths; });
  return all;
}

} // namespace signalbox
