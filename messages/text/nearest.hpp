// "Did you mean …?" for tables of names that people type: labels, options, keys.
#pragma once
#include <span>
#include <string_view>

namespace signalbox {

/// The name in `known` that is nearest to `word`, ignoring case; at most a third of its letters differ. Empty if there
/// is none.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace signalbox
