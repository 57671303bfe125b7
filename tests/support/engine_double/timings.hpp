// How long things take. The defaults were measured on a real engine (20.10) with an image that is there.
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
  milliseconds stop{1300}; ///< told to shut down → shut down; an image marked `stops-slowly` takes its grace period

  /// Everything as quick as the order of steps allows.
  static engine_timings quick() {
    return {milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1), milliseconds(1)};
  }
};

} // namespace signalbox
