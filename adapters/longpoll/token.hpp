// Tokens that authenticate the agents of a proxy. They are derived from one key, so that a restarted core computes the
// same tokens.
#pragma once
#include "messages/identity.hpp"
#include "messages/problem.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// The content of `AgentKeyFile` without trailing blanks. Problems: the file cannot be read, or has fewer than 16
/// bytes.
std::variant<std::string, problem> read_agent_key(const std::string& file);

/// HMAC-SHA256 of the cluster's name as 64 hexadecimal digits. The token of one cluster does not reveal the key or
/// another token.
std::string agent_token(const std::string& key, const cluster_id& cluster);

/// Compares in a time that depends only on the lengths.
bool is_same_token(const std::string& shown, const std::string& expected);

} // namespace signalbox
