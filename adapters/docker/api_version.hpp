// Which version of the Engine API to speak.
#pragma once
#include "adapters/docker/http_connection.hpp"

#include <functional>
#include <memory>
#include <string>

namespace signalbox {

/// Either is empty.
struct negotiated {
  std::string version; ///< `1.41`
  std::string trouble;
};

/// The newest version that both sides know: ours are 1.41 to 1.51, the engine's are `least` (empty: not told) to
/// `most`. An engine that has given up all of ours is spoken to in its oldest: what is used here changes seldom.
negotiated choose_version(const std::string& most, const std::string& least);

/// Asks `/_ping`, and an engine newer than ours `/version` too. `done` is called once, unless the connection is closed
/// before; the connection may be used up by then.
void negotiate(const std::shared_ptr<http_connection>& connection, std::function<void(negotiated)> done);

} // namespace signalbox
