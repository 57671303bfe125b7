// What a service update changes, in words: for the history.
#pragma once
#include "messages/managed_service.hpp"

#include <map>
#include <string>

namespace signalbox {

/// `image nginx:1 -> nginx:2; networks +shop -old; 2 labels`: everything in which the two differ, empty if they do not.
/// `network_names`: id → name, for those that are known.
std::string difference(const managed_spec& from, const managed_spec& to,
                       const std::map<std::string, std::string>& network_names);

} // namespace signalbox
