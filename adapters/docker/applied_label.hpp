// The label that stores the desired spec of core's last write. Pure.
#pragma once
#include "messages/managed_service.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// A `managed_spec` as one line of JSON. Equal specs give equal text.
std::string applied_text(const managed_spec& spec);

/// None if `text` was not written by `applied_text`: core then owns no part of the service. Unknown fields are skipped
/// and missing fields get their defaults, because another version of core may have written the label.
std::optional<managed_spec> applied_of(const std::string& text);

} // namespace signalbox
