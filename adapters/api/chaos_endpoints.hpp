// Endpoints of `run --chaos`, on a separate listener: list the actors, and kill one.
#pragma once
#include "adapters/http/router.hpp"
#include "messages/chaos.hpp"

#include <functional>
#include <string>
#include <vector>

namespace signalbox {

/// Called on the server's thread: must not block.
struct chaos_actions {
  std::function<std::vector<victim>()> victims;
  std::function<kill_outcome(const std::string& path)> kill;
};

/// `GET /chaos/actors`, `POST /chaos/kill?actor=PATH`. The answers are described in README.md.
http_routes chaos_endpoints(chaos_actions actions);

} // namespace signalbox
