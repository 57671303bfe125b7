// The TOML file at the door: everything that is wrong with it is said at once, and past it there are only typed values.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <map>
#include <optional>
#include <string>

namespace signalbox {

/// `value` is empty if and only if `found` holds an error; warnings come along with a value.
struct loaded {
  std::optional<settings> value;
  problems found;                               ///< in the order of the file; `where` is `file:line:column`
  std::map<std::string, std::string> positions; ///< dotted key → `file:line:column`: `Extensions.us-east.Config.User`
};

/// The largest file that is read: what a Docker config object may hold.
inline constexpr std::size_t largest_settings_file = 1'024'000;

/// Reads settings from TOML. `file_name` only names the file in problems.
loaded load_settings(const std::string& toml_text, const std::string& file_name);

/// The same from a file; one that cannot be read, or is too large, is a problem too.
loaded load_settings_file(const std::string& path);

} // namespace signalbox
