#include "tests/golden/tenants.hpp"

#include "tests/golden/golden_output.hpp"
#include "tests/golden/text_check.hpp"

#include <algorithm>
#include <map>
#include <regex>

namespace signalbox::golden {

namespace {

const char* const quiet = "service neighbour\nlabel com.docker.lb.hosts=n.local,o.local\nlabel com.docker.lb.port=80\n"
                          "network app\ntask app=10.0.0.1\ntask app=10.0.0.2\n";

/// The text of the quiet tenant: one service, so one server.
std::map<std::string, std::string> quiet_parts(const std::string& text) {
  static const std::regex zone{"zone backends [0-9]+k"}; // depends on all services
  std::map<std::string, std::string> found;
  for (auto& [host, part] : host_parts(text))
    if (host == "n.local o.local")
      found[host] = std::regex_replace(part, zone, "zone backends");
  return found;
}

bool printable_line(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool printable_lines(std::string text) {
  std::erase(text, '\n');
  return printable_line(text);
}

} // namespace

scene quiet_tenant() { return read_scene(quiet); }

scene with_hostile_tenant() {
  auto all = quiet_tenant();
  app_service service;
  service.id = service.name = "evil";
  service.networks = {{"app", "app", false}};
  service.tasks = {{"evil.1", "", {{"app", "10.0.0.66"}}, {}}};
  service.virtual_addresses = {{"app", "10.0.0.66"}};
  service.created = "2"; // created after the quiet tenant's service
  service.labels["com.docker.lb.port"] = "8080";
  service.labels["com.docker.lb.hosts"] = "b.local,*.c.local";
  all.view.secrets = {"evil.cert"};
  all.view.services.insert(all.view.services.begin(), service);
  return all;
}

app_service& hostile_service(scene& all) { return all.view.services.front(); }

std::string harm_done(const std::string& text) {
  static const auto alone = quiet_parts(rendered(quiet_tenant()));
  if (!printable_lines(text))
    return "a byte that cannot be printed";
  if (auto foreign = foreign_to_routes(text); !foreign.empty())
    return foreign;
  return alone.size() == 1 && quiet_parts(text) == alone ? "" : "another part for the quiet tenant";
}

std::string ugly_problem(const problems& found) {
  for (const auto& p : found) {
    auto text = to_string(p);
    if (text.size() >= 600)
      return "too long: " + text;
    for (auto at = text.find("…"); at != text.npos; at = text.find("…"))
      text.erase(at, 3);
    if (!printable_line(text) || text.find("com.docker.lb.") == text.npos)
      return text;
  }
  return "";
}

} // namespace signalbox::golden
