// Client of the extension protocol: polls core for routes, renders them, and sends the text, in an endless loop.
#pragma once
#include "actors/ports.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace signalbox {

struct extension_client_settings {
  std::string core;    ///< `http://tasks.interlock:8080`
  std::string cluster; ///< name of the block in core's file
  std::string task;    ///< Swarm's id of this task
  std::string program; ///< `signalbox-nginx/0.1.0`
  std::string token;   ///< empty: no token
  std::chrono::seconds wait{10};
  std::chrono::milliseconds least_pause{250}, longest_pause{5000}; ///< after a failed poll
};

/// Returns at SIGTERM and SIGINT. Resolves core's name at each poll, because core may have moved. `log` receives level
/// and text when the state changes. Throws std::invalid_argument if `core` is no http:// URL.
void serve_extension(const extension_client_settings& settings, const renderer& render,
                     const std::function<void(bool is_warning, const std::string& what)>& log);

} // namespace signalbox
