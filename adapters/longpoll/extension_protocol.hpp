// The JSON protocol between extension services and core. Pure. The README describes it for authors of other extensions.
#pragma once
#include "messages/extensions.hpp"
#include "messages/settings.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// Version of the protocol; a poll with another version is refused.
inline constexpr unsigned extension_protocol_version = 1;

/// The largest poll in bytes; a poll carries a whole configuration.
inline constexpr std::size_t longest_extension_poll = std::size_t{64} << 20;

/// A decoded poll. Only the server can match the answer to a request.
struct extension_poll {
  extension_poll_event event;
  std::string token;
  std::optional<render_result> answer; ///< to the request `event.request`
};

/// Reads a poll; unknown fields are ignored.
std::variant<extension_poll, malformed_poll> read_poll(const std::string& body);

/// Core's answer to a poll if there is a render request; `request` is its id.
std::string request_text(const std::string& request, const route_table& routes, const cluster_settings& cluster);

/// The poll of an extension that runs this program.
std::string poll_text(const extension_poll& poll);

} // namespace signalbox
