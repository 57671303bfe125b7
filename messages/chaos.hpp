// What tests may request of the real program through `run --chaos`.
#pragma once
#include <string>

namespace signalbox {

/// A supervised actor that tests can kill.
struct victim {
  std::string path; ///< `us-east/proxy`
  bool running = false;
};

/// `not_running`: the actor has terminated, and its supervisor has not restarted it yet.
enum class kill_outcome { killed, not_running, unknown };

} // namespace signalbox
