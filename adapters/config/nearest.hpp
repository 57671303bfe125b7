// "Did you mean": the known word that a misspelt one is closest to.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// How many single-character changes (insert, remove, replace, swap neighbours) lead from one to the other. A change of
/// case costs nothing.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The closest of `known`, or nothing if none is close enough to be what was meant.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

} // namespace signalbox
