// The text protocol between agents and core. Pure.
//
// An agent's poll: `name value` lines, an empty line, and the proxy's own messages. Core's answer: one line
// `signalbox-config DIGEST STORE_INDEX load|test`, followed by the configuration, byte for byte.
#pragma once
#include "messages/agents.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// Why a report cannot be read; a sentence for the agent's log.
struct bad_report {
  std::string why;
};

/// Unknown names are ignored, because a newer agent may have sent them.
std::variant<agent_report, bad_report> read_report(const std::string& body);

/// The token of a report; empty if it has none.
std::string token_in(const std::string& body);

std::string assignment_text(const agent_assignment& assignment);

/// Whether the assignment requires an action of this agent.
bool has_work(const agent_assignment& assignment, const agent_report& agent);

} // namespace signalbox
