// An extension service's side: asks core for routes, has them rendered, and hands the text in. For ever.
#pragma once
#include "actors/ports.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace signalbox {

struct extension_client_settings {
  std::string core;    ///< `http://tasks.interlock:8080`
  std::string cluster; ///< block of core's file
  std::string task;    ///< Swarm's id of this task
  std::string program; ///< `signalbox-nginx/0.1.0`
  std::string token;   ///< empty: none
  std::chrono::seconds wait{10};
  std::chrono::milliseconds least_pause{250}, longest_pause{5000}; ///< after core could not be asked
};

/// Ends at SIGTERM and SIGINT. Core's name is looked up anew for each poll, for core may have moved. `log` is told what
/// changes: level and text. Throws std::invalid_argument if `core` is no http:// URL.
void serve_extension(const extension_client_settings& settings, const renderer& render,
                     const std::function<void(bool trouble, const std::string& what)>& log);

} // namespace signalbox
