// The differences of two specs as text, for the history.
#pragma once
#include "messages/managed_service.hpp"

#include <map>
#include <string>

namespace signalbox {

/// All differences of two specs: `image nginx:1 -> nginx:2; networks +shop -old; volumes`. Empty if there are none.
/// `network_names`: id → name of known networks.
std::string difference(const managed_spec& from, const managed_spec& to,
                       const std::map<std::string, std::string>& network_names);

} // namespace signalbox
