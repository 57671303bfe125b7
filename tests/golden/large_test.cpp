// Realistic sizes: thousands of hosts, long names, hundreds of tasks of one host. nginx-check.sh tests the texts with
// nginx itself.
#include "adapters/proxy/haproxy/renderer.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "messages/identity.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace signalbox;
using namespace signalbox::golden;

namespace {

std::string text_of(const route_table& routes) { return std::get<rendered_text>(render_nginx(routes, {})).text; }

/// Names without a pattern, because nginx's hash would distribute patterned names better.
std::string scattered_name(std::size_t number, std::size_t parts) {
  std::string name = digest_of(std::to_string(number)).hex;
  for (std::size_t i = 1; i < parts; ++i)
    name += '.' + digest_of(std::to_string(number * parts + i)).hex;
  return name + ".example.com";
}

route_table table_of(std::size_t hosts, std::size_t targets, std::size_t parts) {
  route_table routes;
  for (std::size_t i = 0; i < hosts; ++i) {
    backend service{"web", {}};
    for (std::size_t t = 0; t < targets; ++t)
      service.targets.push_back({"10.1." + std::to_string(t / 250) + '.' + std::to_string(1 + t % 250), 8080});
    host_route host;
    host.host = scattered_name(i, parts);
    host.paths = {{"/", "", false, {service}, {}}};
    routes.hosts.push_back(std::move(host));
  }
  return routes;
}

} // namespace

TEST_CASE("five thousand hosts are rendered") {
  const auto text = text_of(table_of(5000, 1, 1));
  CHECK(text.find("server_names_hash_max_size 16384;") != text.npos);
  dump("large-5000-hosts.conf", text);
}

TEST_CASE("the longest names are rendered") {
  const auto text = text_of(table_of(300, 2, 7));
  CHECK(text.find("server_names_hash_bucket_size 2048;") != text.npos);
  dump("large-long-names.conf", text);
}

TEST_CASE("a host with a thousand targets is rendered") {
  const auto text = text_of(table_of(1, 1000, 1));
  CHECK(text.find("zone backends 2048k;") != text.npos);
  dump("large-1000-targets.conf", text);
}

TEST_CASE("HAProxy finds five thousand hosts by their names alone, and a thousand tasks by their ids") {
  auto routes = table_of(5000, 1, 1);
  for (std::size_t i = 0; i < routes.hosts.size(); ++i)
    routes.hosts[i].paths[0].backends[0].targets[0].port = static_cast<std::uint16_t>(1 + i);
  const auto hosts = std::get<rendered_text>(render_haproxy(routes, {})).text;
  CHECK(hosts.find("acl on-") == hosts.npos);
  CHECK(hosts.find("use_backend") == hosts.rfind("use_backend"));
  dump("large-5000-hosts.cfg", hosts);
  dump("large-1000-targets.cfg", std::get<rendered_text>(render_haproxy(table_of(1, 1000, 1), {})).text);
}
