// Request targets with filters.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// Encodes every byte but letters, digits, `-`, `.`, `_` and `~` as `%XX`.
std::string percent_encoded(std::string_view text);

/// `path?filters=…` with Docker's filters by name; only `path` if there are none.
std::string with_filters(const std::string& path, const std::map<std::string, std::vector<std::string>>& filters);

} // namespace signalbox
