// What extension services and core write to each other, as JSON. Pure. The README describes it for people who write an
// extension of their own.
#pragma once
#include "messages/extensions.hpp"
#include "messages/settings.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// Of the protocol; a poll with another one is refused.
inline constexpr unsigned extension_protocol = 1;

/// The largest poll, which carries a whole configuration.
inline constexpr std::size_t longest_extension_poll = std::size_t{64} << 20;

/// A poll as it came: of which order the answer is, only the desk knows.
struct extension_poll {
  extension_word word;
  std::string token;
  std::optional<render_result> answer; ///< to the order `word.order`
};

/// Reads a poll; what it does not know is left alone.
std::variant<extension_poll, extension_nonsense> read_poll(const std::string& body);

/// Core's answer to a poll, when there is something to render: `order` is its id.
std::string order_text(const std::string& order, const route_table& routes, const cluster_settings& cluster);

/// A poll of an extension in this program.
std::string poll_text(const extension_poll& poll);

} // namespace signalbox
