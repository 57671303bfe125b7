// A key's description together with the field it fills. Each key is declared in one row only.
#pragma once
#include "adapters/config/grammar.hpp"
#include "adapters/config/key_table.hpp"
#include "messages/settings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// The field of `Owner` that a key fills. Its type determines the type of the value.
template <class Owner>
using field_of = std::variant<std::monostate, // read by other code
                              std::string Owner::*, bool Owner::*, std::uint16_t Owner::*, std::uint64_t Owner::*,
                              std::chrono::milliseconds Owner::*, std::chrono::nanoseconds Owner::*,
                              std::optional<std::chrono::nanoseconds> Owner::*, publish_mode Owner::*,
                              std::vector<std::string> Owner::*, label_map Owner::*, option_map Owner::*>;

/// `check` validates the text (unless it is the default), every text of an array, or every key of a table.
template <class Owner>
struct key_row {
  std::string_view key, default_value, meaning;
  field_of<Owner> field;
  text_check check = nullptr;
  std::string_view meanwhile = {};
};

std::span<const key_row<settings>> core_keys();
std::span<const key_row<cluster_settings>> extension_keys();

} // namespace signalbox
