#include "adapters/proxy/haproxy/renderer.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace signalbox;

namespace {

host_route route(const std::string& host, std::vector<backend> services, route_settings settings = {}) {
  host_route r;
  r.host = host;
  r.paths = {{"/", "", false, std::move(services), std::move(settings)}};
  return r;
}

route_table table(std::vector<host_route> hosts) {
  route_table t;
  for (const auto& h : hosts)
    for (const auto& p : h.paths)
      for (const auto& b : p.backends)
        t.labels[b.service] = {"1"};
  t.hosts = std::move(hosts);
  return t;
}

rendered_text render(const route_table& routes, const cluster_settings& cluster = {}) {
  return std::get<rendered_text>(render_haproxy(routes, cluster));
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const backend web{"web", {{"10.0.0.1", 80}, {"10.0.0.2", 80}}}, other{"other", {{"10.0.0.9", 80}}};

} // namespace

TEST_CASE("the order of hosts, services and targets does not change HAProxy's text") {
  const backend reversed{"web", {{"10.0.0.2", 80}, {"10.0.0.1", 80}}};
  CHECK(render(table({route("x", {web, other}), route("y", {web})})).text ==
        render(table({route("y", {reversed}), route("x", {other, reversed})})).text);
}

TEST_CASE("a task keeps its id, and so its place on the ring, when other tasks change") {
  const auto line = [](const std::string& text) {
    const auto at = text.find("server 10.0.0.2:80 ");
    return text.substr(at, text.find('\n', at) - at);
  };
  const backend alone{"web", {{"10.0.0.2", 80}}}, more{"web", {{"10.0.0.1", 80}, {"10.0.0.2", 80}, {"10.0.0.3", 80}}};
  CHECK(line(render(table({route("x", {alone})})).text) == line(render(table({route("x", {more})})).text));
}

TEST_CASE("only a service with an access check that HAProxy lacks is left out, with a problem") {
  route_settings guarded;
  guarded.basic_auth = "passwords";
  const auto alone = render(table({route("y", {other})}));
  const auto both = render(table({route("x", {web}, guarded), route("y", {other})}));
  CHECK(both.text == alone.text);
  REQUIRE(both.found.size() == 1);
  CHECK(both.found[0].service == "web");
  CHECK(both.found[0].level == severity::error);
  CHECK(both.found[0].where == "label com.docker.lb.basic_auth");
}

TEST_CASE("a key in a separate secret is a problem, unless HAProxy finds it by its name") {
  auto host = route("x", {web});
  host.certificate = "a.crt";
  host.certified_by = "web";
  for (const auto* key : {"", "a.crt", "a.crt.key"}) {
    host.key = key;
    const auto all = render(table({host}));
    CHECK(all.found.empty());
    CHECK(holds(all.text, "ssl crt /run/secrets/a.crt "));
  }
  host.key = "a.key";
  const auto all = render(table({host}));
  REQUIRE(all.found.size() == 1);
  CHECK(all.found[0].where == "label com.docker.lb.ssl_key");
  CHECK_FALSE(holds(all.text, "a.crt"));
}

TEST_CASE("a label without an access check that HAProxy lacks is a warning") {
  route_settings asked;
  asked.error_pages = route_ref{"errors.local", "/pages"};
  const auto all = render(table({route("x", {web}, asked)}));
  REQUIRE(all.found.size() == 1);
  CHECK(all.found[0].level == severity::warning);
  CHECK(holds(all.text, "server 10.0.0.1:80 "));
}

TEST_CASE("exact names are matched before wildcards, and longer wildcards before shorter ones") {
  auto short_one = route("*.local", {web}), long_one = route("*.a.local", {other}), exact = route("x.a.local", {web});
  exact.paths[0].settings.maintenance = true;
  exact.paths.insert(exact.paths.begin(), {"/app", "", false, {other}, {}});
  const auto text = render(table({short_one, long_one, exact})).text;
  const auto first = text.find("use_backend up-x.a.local "), names = text.find("use_backend up-%["),
             second = text.find("use_backend up-_.a.local "), third = text.find("use_backend up-_.local ");
  REQUIRE(third != std::string::npos);
  CHECK(first < names);
  CHECK(names < second);
  CHECK(second < third);
}

TEST_CASE("a header's value is quoted for HAProxy, and keeps its characters") {
  route_settings asked;
  asked.request_headers = header_map{{"x-note", "50% \"of\" %[src] # all"}};
  CHECK(holds(render(table({route("x", {web}, asked)})).text,
              "  http-request set-header x-note \"50%% \\\"of\\\" %%[src] # all\"\n"));
}

TEST_CASE("with an invalid option HAProxy's text is not rendered") {
  cluster_settings cluster;
  cluster.config["MaxConnections"] = std::string("many");
  CHECK(std::get<render_failed>(render_haproxy(table({route("x", {web})}), cluster)).found.size() == 1);
}

TEST_CASE("a route that no label can create gives HAProxy no text") {
  CHECK(std::holds_alternative<render_failed>(render_haproxy(table({route("x\nserver", {web})}), {})));
}
