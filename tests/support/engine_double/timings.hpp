// Durations of the steps. The defaults were measured on a real engine (20.10) with an image that is present on the
// node.
#pragma once
#include <chrono>

namespace signalbox {

struct engine_timings {
  using milliseconds = std::chrono::milliseconds;
  milliseconds allocate{5};   ///< created → addresses
  milliseconds schedule{100}; ///< → assigned to a node
  milliseconds prepare{150};  ///< → ready to start
  milliseconds start{500};    ///< → running
  milliseconds die{50};       ///< of an image marked `dies-at-once`: running → failed
  milliseconds stop{1300}; ///< shutdown requested → shut down; an image marked `stops-slowly` takes its grace period

  /// The shortest durations that keep the order of steps.
  static engine_timings quick() {
    return {milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1)};
  }
};

} // namespace signalbox
