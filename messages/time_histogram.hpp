// Durations in a histogram.
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace signalbox {

/// Source of a Prometheus histogram. A duration counts in the first slot whose bound, in seconds, it does not exceed;
/// the last slot has no bound.
struct time_histogram {
  static constexpr std::array<double, 13> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  std::array<std::uint64_t, bounds.size() + 1> counts{};
  double seconds = 0; ///< sum

  void add(std::chrono::duration<double> time) {
    const auto slot = std::lower_bound(bounds.begin(), bounds.end(), time.count()) - bounds.begin();
    ++counts[static_cast<std::size_t>(slot)];
    seconds += time.count();
  }
};

} // namespace signalbox
