// What Traefik's middlewares ask for, in our labels.
#pragma once
#include "adapters/cli/convert/label_draft.hpp"

#include <map>
#include <string>

namespace signalbox {

/// A label's value, and the label itself for people.
struct foreign_value {
  std::string value, label;
};
/// By what follows the name in the label, in lower case: `stripprefix.prefixes`.
using foreign_options = std::map<std::string, foreign_value>;

/// Null if it is not there.
const foreign_value* find(const foreign_options& options, const std::string& key);

/// Puts one middleware's options into the draft. `chain` is not for here: it names others.
void put_middleware(const std::string& name, const foreign_options& options, label_draft& draft);

} // namespace signalbox
