#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>

using namespace signalbox;

namespace {

host_route route(const std::string& host, std::vector<backend> services) {
  host_route r;
  r.host = host;
  r.paths = {{"/", "", false, std::move(services), {}}};
  return r;
}

route_table table(std::vector<host_route> hosts) {
  route_table t;
  t.hosts = std::move(hosts);
  return t;
}

route_table one_host(const std::string& host, std::vector<target> targets) {
  return table({route(host, {{"web", std::move(targets)}})});
}

std::string text_of(const route_table& routes, const cluster_settings& cluster = {}) {
  return std::get<rendered_text>(render_nginx(routes, cluster)).text;
}

problems errors_of(const route_table& routes, const cluster_settings& cluster = {}) {
  return std::get<render_failed>(render_nginx(routes, cluster)).found;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

cluster_settings with(const std::string& key, option_value value) {
  cluster_settings cluster;
  cluster.id = {"east"};
  cluster.config[key] = std::move(value);
  return cluster;
}

} // namespace

TEST_CASE("a host gets an upstream of its own, and a server that passes to it") {
  const auto text = text_of(one_host("demo.local", {{"10.0.1.5", 8080}}));
  CHECK(holds(text, "upstream up-demo.local {\n"));
  CHECK(holds(text, "    server 10.0.1.5:8080;\n"));
  CHECK(holds(text, "    server_name demo.local;\n"));
  CHECK(holds(text, "proxy_pass http://up-demo.local;"));
}

TEST_CASE("the order of hosts, services and targets does not change the text") {
  const backend a{"a", {{"10.0.0.1", 80}, {"10.0.0.2", 80}}}, b{"b", {{"10.0.0.2", 80}, {"10.0.0.3", 80}}};
  const backend a_reversed{"a", {{"10.0.0.2", 80}, {"10.0.0.1", 80}}};
  CHECK(text_of(table({route("x", {a, b}), route("y", {a})})) ==
        text_of(table({route("y", {a_reversed}), route("x", {b, a_reversed})})));
}

TEST_CASE("targets of several services are merged, each once") {
  const auto text =
      text_of(table({route("x", {{"a", {{"10.0.0.1", 80}}}, {"b", {{"10.0.0.1", 80}, {"10.0.0.1", 81}}}})}));
  CHECK(text.find("server 10.0.0.1:80;") == text.rfind("server 10.0.0.1:80;"));
  CHECK(holds(text, "server 10.0.0.1:81;"));
}

TEST_CASE("an IPv6 target is written in brackets") {
  CHECK(holds(text_of(one_host("x", {{"fd00::5", 8080}})), "server [fd00::5]:8080;"));
}

TEST_CASE("a host without a running target answers 503 and has no upstream") {
  const auto text = text_of(one_host("x", {}));
  CHECK(holds(text, "server_name x;\n    location / {\n      return 503;"));
  CHECK_FALSE(holds(text, "upstream up-x"));
}

TEST_CASE("unknown hosts are answered with nginx's 404, on the target port") {
  cluster_settings cluster;
  cluster.target_port = 8081;
  cluster.published_port = 80;
  const auto text = text_of({}, cluster);
  CHECK(
      holds(text, "listen 8081 default_server reuseport so_keepalive=10m:1m:3;\n    server_name _;\n    return 404;"));
  CHECK_FALSE(holds(text, "listen 80;"));
  CHECK_FALSE(holds(text, "listen 80 "));
  CHECK_FALSE(holds(text, "listen 443"));
}

TEST_CASE("nginx's own features are off: no status page, no conf.d, no daemon directive") {
  const auto text = text_of(one_host("x", {{"10.0.0.1", 80}}));
  CHECK_FALSE(holds(text, "stub_status"));
  CHECK_FALSE(holds(text, "conf.d"));
  CHECK_FALSE(holds(text, "daemon"));
}

TEST_CASE("the zone grows with the targets, and is never smaller than the option") {
  std::vector<target> many;
  for (int i = 1; i <= 100; ++i)
    many.push_back({"10.0.0." + std::to_string(i), 80});
  CHECK(holds(text_of(one_host("x", {many[0]})), "zone backends 64k;"));
  CHECK(holds(text_of(one_host("x", many)), "zone backends 256k;"));
  CHECK(holds(text_of(one_host("x", many), with("UpstreamZoneSize", std::int64_t{2048})), "zone backends 2048k;"));
}

TEST_CASE("the table of names grows with their length and number") {
  const auto lookup = [](const route_table& routes) {
    const auto text = text_of(routes);
    const auto from = text.find("server_names_hash_bucket_size");
    return text.substr(from, text.find("variables", from) - from);
  };
  CHECK(lookup({}) == "server_names_hash_bucket_size 128;\n  server_names_hash_max_size 1024;\n  ");
  CHECK(holds(lookup(one_host(std::string(60, 'a') + '.' + std::string(60, 'a'), {})), "bucket_size 2048;"));
  route_table many;
  for (int i = 0; i < 5000; ++i)
    many.hosts.push_back(route("h" + std::to_string(i), {}));
  CHECK(holds(lookup(many), "max_size 16384;"));
}

TEST_CASE("connections to tasks are kept open, except with HTTP 1.0") {
  const auto routes = one_host("x", {{"10.0.0.1", 80}});
  CHECK(holds(text_of(routes), "keepalive 64;"));
  CHECK_FALSE(holds(text_of(routes, with("HTTPVersion", std::string("1.0"))), "keepalive 64;"));
}

TEST_CASE("an invalid route table is not rendered") {
  for (const char* host : {"a;b", "a b", "*", "*a", "A", "a\n", "a{", "..", "_"})
    CHECK(errors_of(one_host(host, {{"10.0.0.1", 80}})).size() == 1);
  for (const char* address : {"10.0.0.1;", "", "web", "[fd00::1]", "10.0.0.1:80", "fe80::1%eth0"})
    CHECK(errors_of(one_host("x", {{address, 80}})).size() == 1);
  CHECK(errors_of(one_host("x", {{"10.0.0.1", 0}})).size() == 1);
  CHECK(errors_of(one_host("x", {{std::string("10.0.0.1\0;", 10), 80}})).size() == 1);
}

TEST_CASE("a wrong option fails the rendering with all errors and without the warnings") {
  auto cluster = with("MaxConnections", std::string("many"));
  cluster.config["ReadTimeout"] = std::int64_t{0};
  cluster.config["Unheard"] = true;
  CHECK(errors_of({}, cluster).size() == 2);
  CHECK(check_nginx_options(cluster).size() == 3);
}

TEST_CASE("warnings alone do not stop the rendering") { CHECK_FALSE(text_of({}, with("Unheard", true)).empty()); }

TEST_CASE("an operator's raw directive replaces the rendered one") {
  const auto text = text_of({}, with("HTTPOptions", std::vector<std::string>{"sendfile off", "add_header x-a b;"}));
  CHECK(holds(text, "\nsendfile off;\n"));
  CHECK_FALSE(holds(text, "sendfile on;"));
  CHECK(holds(text, "\nadd_header x-a b;\n"));
  CHECK(holds(text, "add_header x-proxy-id"));
  const auto main = text_of({}, with("GlobalOptions", std::vector<std::string>{"events { worker_connections 9; }"}));
  CHECK(main.find("events {") == main.rfind("events {"));
}

TEST_CASE("the banner names the version and the platform") {
  CHECK(server_banner().starts_with("signalbox/"));
  CHECK(holds(server_banner(), " linux/"));
}
