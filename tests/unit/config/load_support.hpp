// The problems of a file as text, one line each.
#pragma once
#include "adapters/config/load.hpp"

#include <string>

namespace signalbox {

/// Each problem as `level line:column what | hint`, in order.
inline std::string problems_of(const std::string& toml) {
  std::string text;
  for (const auto& p : load_settings(toml, "f").found)
    text += std::string(p.level == severity::error ? "error " : "warning ") +
            (p.where.size() > 2 ? p.where.substr(2) : p.where) + ' ' + p.what + " | " + p.hint + '\n';
  return text;
}

inline bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace signalbox
