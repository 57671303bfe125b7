// Loads the TOML file: all its problems are reported at once, and a valid file becomes typed values.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <map>
#include <optional>
#include <string>

namespace signalbox {

/// `value` is empty if and only if `found` contains an error; warnings can accompany a value.
struct loaded {
  std::optional<settings> value;
  problems found;                               ///< in the order of the file; `where` is `file:line:column`
  std::map<std::string, std::string> positions; ///< dotted key → `file:line:column`: `Extensions.us-east.Config.User`
};

/// The largest file that is read, in bytes: the maximum size of a Docker config object.
inline constexpr std::size_t largest_settings_file = 1'024'000;

/// Reads settings from TOML. `file_name` is only used in problems.
loaded load_settings(const std::string& toml_text, const std::string& file_name);

/// Reads settings from a file. An unreadable file, and a file over the limit, is a problem.
loaded load_settings_file(const std::string& path);

} // namespace signalbox
