// Encodes and decodes the bodies of config objects. Pure.
#pragma once
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

std::string base64(const std::string& bytes);

/// The decoded bytes; empty if `text` is not base64.
std::string from_base64(const std::string& text);

/// A `ConfigSpec`. Without `data` the engine keeps the content of the object.
std::string config_document(const std::string& name, const label_map& labels, const std::string* data);

} // namespace signalbox
