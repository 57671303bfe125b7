// The label in which core remembers what it wanted at its last write. Pure.
#pragma once
#include "messages/managed_service.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// A `managed_spec` as one line of JSON. Equal specs give equal text.
std::string applied_text(const managed_spec& spec);

/// None if the text was not written by `applied_text`: core then takes nothing for its own. Fields that a newer or
/// older version writes more or less are skipped or default.
std::optional<managed_spec> applied_of(const std::string& text);

} // namespace signalbox
