// Between core and an extension service: what the extension says, and what it is asked to render.
#pragma once
#include "messages/agents.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace signalbox {

/// What an extension made of an order.
struct extension_answer {
  std::uint64_t order = 0; ///< as `extension_order::number`
  render_result result;
};

/// One poll of an extension task.
struct extension_word {
  std::string task;    ///< Swarm's id
  std::string program; ///< name and version, `signalbox-nginx/0.1.0`; printable
  std::string order;   ///< id of the last order that it has answered; empty: none
  std::optional<extension_answer> answer;
};

/// A poll of an extension task that cannot be read.
struct extension_nonsense {
  enum class kind { protocol, garbage, too_long };
  kind what = kind::garbage;
  std::string why;
};

using extension_event = std::variant<extension_word, extension_nonsense, agent_stranger>;

/// A table to be rendered; the newest order of a cluster replaces the one before.
struct extension_order {
  std::uint64_t number = 0;
  std::shared_ptr<const route_table> routes;
};

} // namespace signalbox
