// Decodes a line of the event stream. Pure.
#pragma once
#include "messages/swarm.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

struct ignored_event {}; ///< of another type, local to this node (a container joins a network), or an empty line
struct unreadable_event {
  std::string why;
};

/// The action is the engine's text up to the first `:`.
std::variant<engine_event, ignored_event, unreadable_event> decode_event(std::string_view line);

} // namespace signalbox
