// One question to a running core.
#pragma once
#include <chrono>
#include <string>

namespace signalbox {

/// Core's config file in its container: what runs there beside it knows where core listens.
inline constexpr const char* usual_file = "/config.toml";

struct core_reply {
  int status = 0; ///< of HTTP; 0: there was no (whole) answer
  std::string body;
  std::string trouble; ///< why there was none
};

/// `GET url`, an `http://` one. Waits at most `timeout` for all of it; bodies over 64 MiB are no answer.
core_reply ask_core(const std::string& url, std::chrono::milliseconds timeout);

} // namespace signalbox
