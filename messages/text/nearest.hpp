// "Did you mean …?" for every table of names a person can mistype: labels, options, keys.
#pragma once
#include <span>
#include <string_view>

namespace signalbox {

/// The name in `known` that `word` was probably meant to be, capitals apart: at most a third of its letters differ.
/// Empty when none is that close.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace signalbox
