// The bodies of config objects. Pure.
#pragma once
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

std::string base64(const std::string& bytes);

/// A `ConfigSpec`; without `data` the engine leaves the content as it is.
std::string config_document(const std::string& name, const label_map& labels, const std::string* data);

} // namespace signalbox
