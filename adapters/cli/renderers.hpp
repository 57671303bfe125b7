// The renderers of this program, by the name of their proxy.
#pragma once
#include "actors/ports.hpp"

#include <string>

namespace signalbox {

/// `nginx`. Throws std::out_of_range for a kind that there is not. What is doubtful about the options is in the text's
/// problems.
renderer renderer_of(const std::string& kind);

/// The same, or what the template in this file makes, if there is one. Throws std::runtime_error if it cannot be read.
renderer renderer_of(const std::string& kind, const std::string& template_file);

} // namespace signalbox
