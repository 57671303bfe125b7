#include "adapters/docker/query.hpp"

#include <nlohmann/json.hpp>

namespace signalbox {

std::string percent_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view("-._~").find(c) != std::string_view::npos)
      out += c;
    else
      out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

std::string with_filters(const std::string& path, const std::map<std::string, std::vector<std::string>>& filters) {
  if (filters.empty())
    return path;
  const nlohmann::json document = filters;
  const auto text = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return path + "?filters=" + percent_encoded(text);
}

} // namespace signalbox
