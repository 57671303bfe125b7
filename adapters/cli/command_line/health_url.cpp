#include "adapters/cli/command_line/health_url.hpp"

#include "adapters/config/load.hpp"

namespace signalbox {

std::string health_url_at(const std::string& listen_addr) {
  auto colon = listen_addr.rfind(':');
  auto host = colon == std::string::npos ? "" : listen_addr.substr(0, colon);
  auto port = colon == std::string::npos ? listen_addr : listen_addr.substr(colon + 1);
  if (listen_addr.starts_with("unix://") || port.find_first_not_of('0') == std::string::npos)
    return {};
  if (host.empty() || host == "0.0.0.0")
    host = "127.0.0.1";
  if (host == "[::]")
    host = "[::1]";
  return "http://" + host + ':' + port + "/healthz";
}

std::variant<std::string, finished> health_url(const healthcheck_command& wanted) {
  if (!wanted.url.empty())
    return wanted.url;
  if (wanted.file.empty())
    return health_url_at(settings().listen_addr);
  auto file = load_settings_file(wanted.file);
  if (!file.value)
    return finished{exit_codes::problems, "signalbox: " + wanted.file +
                                              " has errors; see them with: signalbox validate -c " + wanted.file +
                                              '\n'};
  auto url = health_url_at(file.value->listen_addr);
  if (url.empty())
    return finished{exit_codes::usage, "signalbox: ListenAddr = \"" + file.value->listen_addr +
                                           "\" has no TCP port to ask at; give --url\n"};
  return url;
}

} // namespace signalbox
