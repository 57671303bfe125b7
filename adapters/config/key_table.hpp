// Every key of the TOML file, for people and for tests. Parsing is driven by the same rows.
#pragma once
#include <span>
#include <string_view>

namespace signalbox {

/// `core`: at the top of the file. `extension`: in a block `[Extensions.<name>]`.
enum class key_scope { core, extension };

/// What a key is called, what it takes and what it does.
struct key_description {
  key_scope scope = key_scope::core;
  std::string_view key;
  std::string_view type;          ///< `string`, `duration`, `port` …
  std::string_view default_value; ///< as the file would spell it; `<name>` is the block's name; empty: none
  std::string_view meaning;       ///< one sentence
  std::string_view meanwhile;     ///< not empty if the key's effect comes with a later version: what happens until then
};

/// All keys, the core's first, in the order of Interlock's documentation.
std::span<const key_description> key_table();

} // namespace signalbox
