// What extension services and core write to each other, as JSON. Pure. The README describes it for people who write an
// extension of their own.
#pragma once
#include "messages/extensions.hpp"
#include "messages/settings.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// Of the protocol; a poll with another one is refused.
inline constexpr unsigned extension_protocol_version = 1;

/// The largest poll, which carries a whole configuration.
inline constexpr std::size_t longest_extension_poll = std::size_t{64} << 20;

/// A poll as it came: of which request the answer is, only the server knows.
struct extension_poll {
  extension_poll_event event;
  std::string token;
  std::optional<render_result> answer; ///< to the request `event.request`
};

/// Reads a poll; what it does not know is left alone.
std::variant<extension_poll, malformed_poll> read_poll(const std::string& body);

/// Core's answer to a poll, when there is something to render: `request` is its id.
std::string request_text(const std::string& request, const route_table& routes, const cluster_settings& cluster);

/// A poll of an extension in this program.
std::string poll_text(const extension_poll& poll);

} // namespace signalbox
