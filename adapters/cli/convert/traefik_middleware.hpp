// Converts the options of Traefik's middlewares to our labels.
#pragma once
#include "adapters/cli/convert/label_draft.hpp"

#include <map>
#include <string>

namespace signalbox {

/// The value of a label, and the label itself for notes.
struct foreign_value {
  std::string value, label;
};
/// Keyed by the part of the label after the object's name, in lower case: `stripprefix.prefixes`.
using foreign_options = std::map<std::string, foreign_value>;

/// Null if it is missing.
const foreign_value* find(const foreign_options& options, const std::string& key);

/// Adds one middleware's options to the draft. `chain` is not supported here, because it refers to other middlewares.
void put_middleware(const std::string& name, const foreign_options& options, label_draft& draft);

} // namespace signalbox
