#include "messages/settings.hpp"

#include <charconv>

namespace signalbox {

std::optional<program_version> version_of(std::string_view text) {
  program_version version;
  const char *at = text.data(), *const end = at + text.size();
  for (auto* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major && (at == end || *at++ != '.'))
      return {};
    const auto [stop, failed] = std::from_chars(at, end, *part);
    if (failed != std::errc{})
      return {};
    at = stop;
  }
  return at == end ? std::optional(version) : std::nullopt;
}

std::string to_string(const program_version& version) {
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.patch);
}

bool names_addresses(const cluster_settings& cluster, const char* key) {
  const auto value = cluster.config.find(key);
  const auto* list = value == cluster.config.end() ? nullptr : std::get_if<std::vector<std::string>>(&value->second);
  return list && !list->empty();
}

client_view clients_of(const cluster_settings& cluster) {
  const bool published = cluster.published_port != 0 || cluster.published_ssl_port != 0;
  const bool behind_mesh = cluster.publish == publish_mode::ingress && published;
  const bool trusted = names_addresses(cluster, "TrustedProxies");
  return {!behind_mesh || trusted || names_addresses(cluster, "ProxyProtocolFrom"), trusted};
}

program_version proxy_version(const cluster_settings& cluster) {
  const auto option = cluster.config.find("Version");
  const auto* text = option == cluster.config.end() ? nullptr : std::get_if<std::string>(&option->second);
  return text ? version_of(*text).value_or(program_version{}) : program_version{};
}

} // namespace signalbox
