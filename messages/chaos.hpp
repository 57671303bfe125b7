// What tests of the real program may do to it, where `run --chaos` lets them.
#pragma once
#include <string>

namespace signalbox {

/// A supervised actor that can be killed.
struct victim {
  std::string path; ///< `us-east/proxy`
  bool running = false;
};

/// `not_running`: it has died, and its supervisor has not started it again yet.
enum class kill_outcome { killed, not_running, unknown };

} // namespace signalbox
