// What agents and core write to each other, as text. Pure.
//
// An agent's poll: `name value` lines, an empty line, and the proxy's own words. Core's answer: one line
// `signalbox-config DIGEST STORE_INDEX load|test`, and then the configuration, byte for byte.
#pragma once
#include "messages/agents.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// Why a report cannot be read; a sentence for the agent's log.
struct bad_report {
  std::string why;
};

/// Takes names it does not know as a newer agent's, and leaves them alone.
std::variant<agent_report, bad_report> read_report(const std::string& body);

/// The token that a report shows; empty if it shows none.
std::string token_in(const std::string& body);

std::string assignment_text(const agent_assignment& assignment);

/// Whether this agent has something to do for this order.
bool has_work(const agent_assignment& assignment, const agent_report& agent);

} // namespace signalbox
