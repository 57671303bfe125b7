// Selects the version of the Engine API.
#pragma once
#include "adapters/docker/http_connection.hpp"

#include <functional>
#include <memory>
#include <string>

namespace signalbox {

/// Exactly one of the two is empty.
struct negotiated {
  std::string version; ///< `1.41`
  std::string error;
};

/// The newest version that core and the engine both support. Core supports 1.41 to 1.51, the engine `least` (empty: not
/// reported) to `most`. If `least` is above 1.51, the result is `least`: the calls that core makes rarely change.
negotiated choose_version(const std::string& most, const std::string& least);

/// Requests `/_ping`, and also `/version` if the engine is newer than 1.51. Calls `done` once, unless the connection is
/// closed before; the connection may not be usable any more when `done` runs.
void negotiate(const std::shared_ptr<http_connection>& connection, std::function<void(negotiated)> done);

} // namespace signalbox
