// The tokens by which core knows the agents of a proxy: derived from one key, so that a restarted core knows them
// again.
#pragma once
#include "messages/identity.hpp"
#include "messages/problem.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// The content of `AgentKeyFile` without blanks at its end. Problems: it cannot be read, or has fewer than 16 bytes.
std::variant<std::string, problem> read_agent_key(const std::string& file);

/// HMAC-SHA256 of the cluster's name as 64 hexadecimal digits. Who has the token of one cluster can derive nothing.
std::string agent_token(const std::string& key, const cluster_id& cluster);

/// Compares in a time that depends on the lengths only.
bool is_same_token(const std::string& shown, const std::string& expected);

} // namespace signalbox
