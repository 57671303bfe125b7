// What an extension makes of a route table.
#pragma once
#include "messages/identity.hpp"
#include "messages/problem.hpp"
#include "messages/swarm.hpp"

#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// The text of a proxy's configuration. Same routes and options, same bytes.
struct rendered_text {
  std::string text;
  problems found{};      ///< warnings: what was asked for and is not in it
  std::string program{}; ///< that the text is for, as agents call it: `nginx`, `haproxy`; empty if nobody said
};

/// Why there is none.
struct render_failed {
  problems found;
};

using render_result = std::variant<rendered_text, render_failed>;

/// Fact: the extension produced this text.
struct config_rendered {
  cluster_id cluster;
  revision rev;
  digest sum; ///< of the text
  std::shared_ptr<const std::string> text;
  std::vector<swarm_network> networks; ///< that the proxy has to be on
  std::set<std::string> secrets;       ///< names of those that the proxy has to have
  bool settled = true;
  bool validate_only = false; ///< to be tested by a running proxy, never to be loaded
  std::string program{};      ///< as `rendered_text::program`
};

} // namespace signalbox
