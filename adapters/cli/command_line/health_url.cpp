#include "adapters/cli/command_line/health_url.hpp"

#include "adapters/config/load.hpp"

namespace signalbox {

namespace {

finished no_place(int code, const std::string& why) { return {code, "signalbox: " + why + '\n'}; }

std::string base_url_at(const std::string& listen_addr) {
  auto colon = listen_addr.rfind(':');
  auto host = colon == std::string::npos ? "" : listen_addr.substr(0, colon);
  auto port = colon == std::string::npos ? listen_addr : listen_addr.substr(colon + 1);
  if (listen_addr.starts_with("unix://") || port.find_first_not_of('0') == std::string::npos)
    return {};
  if (host.empty() || host == "0.0.0.0")
    host = "127.0.0.1";
  if (host == "[::]")
    host = "[::1]";
  return "http://" + host + ':' + port;
}

/// `option`: name of the option for core's address, used in hints.
std::variant<std::string, finished> url_in(const std::string& file, const std::string& option) {
  auto loaded = load_settings_file(file);
  if (!loaded.value)
    return no_place(exit_codes::problems, file + " has errors; see them with: signalbox validate -c " + file);
  auto url = base_url_at(loaded.value->listen_addr);
  if (url.empty())
    return no_place(exit_codes::usage,
                    "ListenAddr = \"" + loaded.value->listen_addr + "\" has no TCP port; give " + option);
  return url;
}

} // namespace

std::string health_url_at(const std::string& listen_addr) {
  const auto base = base_url_at(listen_addr);
  return base.empty() ? base : base + "/healthz";
}

std::variant<std::string, finished> health_url(const healthcheck_command& wanted) {
  if (!wanted.url.empty())
    return wanted.url;
  if (wanted.file.empty())
    return health_url_at(settings().listen_addr);
  auto found = url_in(wanted.file, "--url");
  if (auto* base = std::get_if<std::string>(&found))
    *base += "/healthz";
  return found;
}

std::variant<std::string, finished> core_url(const std::string& given, const std::string& file) {
  if (given.empty())
    return file.empty() ? std::variant<std::string, finished>{usual_core} : url_in(file, "--core");
  auto url = given.find("://") == std::string::npos ? "http://" + given : given;
  if (!url.starts_with("http://"))
    return no_place(exit_codes::usage, "--core " + given + " is not an http:// URL");
  while (url.ends_with('/'))
    url.pop_back();
  return url;
}

} // namespace signalbox
