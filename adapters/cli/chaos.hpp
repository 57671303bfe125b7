// `signalbox run --chaos`: serves the kill switch on a listener that unknown callers must not reach.
#pragma once
#include "actors/supervision/kill_switch.hpp"
#include "adapters/http/http_server.hpp"

#include <memory>
#include <string>

namespace signalbox {

/// Serves the kill switch until destruction. `address`: `HOST:PORT`, or a port alone, which means loopback. Logs a
/// warning that the kill switch is enabled. Throws `listen_error`.
class chaos_server {
public:
  explicit chaos_server(const std::string& address);
  const std::shared_ptr<kill_switch>& control() const { return switch_; }

private:
  std::shared_ptr<kill_switch> switch_ = std::make_shared<kill_switch>();
  http_server server_;
};

} // namespace signalbox
