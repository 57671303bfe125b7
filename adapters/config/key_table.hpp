// Every key of the TOML file, for documentation and tests. The parser uses the same rows.
#pragma once
#include <span>
#include <string_view>

namespace signalbox {

/// `core`: at the top of the file. `extension`: in a block `[Extensions.<name>]`.
enum class key_scope { core, extension };

/// Name, type and meaning of a key.
struct key_description {
  key_scope scope = key_scope::core;
  std::string_view key;
  std::string_view type;          ///< `string`, `duration`, `port` …
  std::string_view default_value; ///< in the file's syntax; `<name>` is the block's name; empty: none
  std::string_view meaning;       ///< one sentence
  std::string_view meanwhile;     ///< not empty if the key has no effect in this version: the current behaviour
};

/// All keys, the core's first, in the order of Interlock's documentation.
std::span<const key_description> key_table();

} // namespace signalbox
