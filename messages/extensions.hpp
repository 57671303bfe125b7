// Values between core and an extension service: what the extension reports, and what it is requested to render.
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

/// The reply of an extension to a render request.
struct extension_answer {
  std::uint64_t request = 0; ///< as `render_request::number`
  render_result result;
};

/// One poll of an extension task.
struct extension_poll_event {
  std::string task;    ///< id of the Swarm task
  std::string program; ///< name and version, `signalbox-nginx/0.1.0`; printable
  std::string request; ///< number of the last request that it has answered; empty: none
  std::optional<extension_answer> answer;
};

/// A poll of an extension task that core cannot parse.
struct malformed_poll {
  enum class kind { protocol, malformed, too_long };
  kind what = kind::malformed;
  std::string why;
};

using extension_event = std::variant<extension_poll_event, malformed_poll, unknown_caller>;

/// A route table to render; the newest request of a cluster replaces the one before.
struct render_request {
  std::uint64_t number = 0;
  std::shared_ptr<const route_table> routes;
};

} // namespace signalbox
