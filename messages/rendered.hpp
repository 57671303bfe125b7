// The output of an extension for a route table.
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

/// The text of a proxy's configuration. Equal routes and options give equal bytes.
struct rendered_text {
  std::string text;
  problems found{};      ///< warnings: settings that the text does not contain
  std::string program{}; ///< program of the text, as in agent reports: `nginx`, `haproxy`; empty: not reported
};

/// Why there is no text.
struct render_failed {
  problems found;
};

using render_result = std::variant<rendered_text, render_failed>;

/// Fact: the extension produced this text.
struct config_rendered {
  cluster_id cluster;
  revision rev;
  digest sum; ///< digest of the text
  std::shared_ptr<const std::string> text;
  std::vector<swarm_network> networks; ///< networks that the proxy must join
  std::set<std::string> secrets;       ///< names of the secrets that the proxy must mount
  bool settled = true;
  bool validate_only = false; ///< a running proxy tests the text and never loads it
  std::string program{};      ///< as `rendered_text::program`
};

} // namespace signalbox
