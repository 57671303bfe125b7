// One HTTP request to a running core.
#pragma once
#include <chrono>
#include <string>

namespace signalbox {

/// Core's config file in its container, in which a command in the same container finds core's ListenAddr.
inline constexpr const char* usual_file = "/config.toml";

struct core_reply {
  int status = 0; ///< of HTTP; 0: there was no complete answer
  std::string body;
  std::string error; ///< the reason why there was none
};

/// `GET url`, an `http://` one. `timeout` limits the whole exchange; an answer over 64 MiB counts as none.
core_reply ask_core(const std::string& url, std::chrono::milliseconds timeout);

} // namespace signalbox
