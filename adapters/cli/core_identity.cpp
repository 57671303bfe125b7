#include "adapters/cli/core_identity.hpp"

#include "adapters/longpoll/token.hpp"

#include <string>
#include <unistd.h>
#include <variant>

namespace signalbox {

std::string host_name() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

void introduce_core(settings& s, const core_service& core, std::uint16_t port) {
  auto endpoint = s.endpoint_override;
  if (!endpoint.empty() && !endpoint.starts_with("http://"))
    endpoint = "http://" + endpoint;
  if (endpoint.empty() && !core.name.empty() && !core.networks.empty() && port != 0)
    endpoint = "http://tasks." + core.name + ':' + std::to_string(port);
  for (auto& c : s.clusters) {
    c.core_name = core.name;
    c.core_networks = core.networks;
    c.core_endpoint = endpoint;
  }
}

std::optional<problem> derive_tokens(settings& s) {
  if (s.agent_key_file.empty())
    return {};
  const auto key = read_agent_key(s.agent_key_file);
  if (const auto* unreadable = std::get_if<problem>(&key))
    return *unreadable;
  for (auto& c : s.clusters)
    c.agent_token = agent_token(std::get<std::string>(key), c.id);
  return {};
}

} // namespace signalbox
