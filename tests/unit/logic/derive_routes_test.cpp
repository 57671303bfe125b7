#include "actors/cluster/cluster_logic.hpp"
#include "actors/cluster/derive_routes.hpp"
#include "actors/cluster/route_digest.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/each_setting.hpp"

using namespace signalbox;

namespace {

const swarm_network demo{"net-demo", "demo", false};
const swarm_network other{"net-other", "other", false};

app_service app(std::string name, std::map<std::string, std::string> labels,
                std::vector<swarm_network> networks = {demo}) {
  app_service a;
  a.id = "id-" + name;
  a.name = std::move(name);
  for (auto& [key, value] : labels)
    a.labels["com.docker.lb." + key] = value;
  a.networks = std::move(networks);
  return a;
}

app_service with_task(app_service a, std::string address, std::string network = "net-demo") {
  app_task t;
  t.id = "task-" + address;
  t.node_address = "192.168.0.7";
  t.addresses = {{std::move(network), std::move(address)}};
  a.tasks.push_back(t);
  return a;
}

cluster_settings east() {
  cluster_settings s;
  s.id = {"us-east"};
  return s;
}

derived_routes derive(std::vector<app_service> services, cluster_settings s = east(),
                      std::vector<swarm_network> closed = {}) {
  cluster_view v;
  v.services = std::move(services);
  v.networks = std::move(closed);
  return derive_routes(v, s, proxy_program_table());
}

} // namespace

TEST_CASE("labels on the containers are a warning beside those of the service, which route it") {
  auto both = with_task(app("both", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.5");
  both.container_labels = {{"com.docker.lb.hosts", "b.local"}};
  const auto derived = derive({both});
  REQUIRE(derived.services.size() == 1);
  CHECK(derived.services[0].hosts == std::vector<std::string>{"a.local"});
  REQUIRE(derived.services[0].found.size() == 1);
  CHECK(derived.services[0].found[0].level == severity::warning);
  CHECK(derived.services[0].found[0].what.starts_with("com.docker.lb.hosts is in the container's spec"));
}

TEST_CASE("a service with hosts and a port is routed to its running tasks") {
  const auto d = derive({with_task(app("web", {{"hosts", "a.local"}, {"port", "8080"}}), "10.0.1.5")});
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].host == "a.local");
  CHECK(d.routes.hosts[0].paths.at(0).backends == std::vector<backend>{{"web", {{"10.0.1.5", 8080}}}});
  CHECK(d.routes.networks == std::vector<swarm_network>{demo});
  CHECK(d.services[0].routed);
}

TEST_CASE("several services on one host merge their targets") {
  const auto d = derive({with_task(app("v1", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1"),
                         with_task(app("v2", {{"hosts", "a.local"}, {"port", "81"}}), "10.0.1.2")});
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].paths.at(0).backends.size() == 2);
}

TEST_CASE("a bad service is left out with a problem, and does not change another service's route") {
  const auto good = with_task(app("good", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1");
  const auto alone = derive({good});
  const auto beside = derive({app("bad", {{"hosts", "a.local;\n}"}, {"port", "80"}}), good});
  CHECK(beside.routes == alone.routes);
  REQUIRE(beside.services.size() == 2);
  CHECK_FALSE(beside.services[0].routed);
  REQUIRE(beside.services[0].found.size() == 1);
  CHECK(beside.services[0].found[0].service == "bad");
}

TEST_CASE("on several networks the label must name one") {
  auto labels = std::map<std::string, std::string>{{"hosts", "a.local"}, {"port", "80"}};
  SECTION("without it the service is left out") {
    const auto d = derive({app("web", labels, {demo, other})});
    CHECK(d.routes.hosts.empty());
    CHECK(d.services[0].found.at(0).what.find("demo, other") != std::string::npos);
  }
  SECTION("with it, that network's addresses are taken") {
    labels["network"] = "other";
    const auto d =
        derive({with_task(with_task(app("web", labels, {demo, other}), "10.0.1.1"), "10.0.2.1", "net-other")});
    CHECK(d.routes.hosts.at(0).paths.at(0).backends.at(0).targets == std::vector<target>{{"10.0.2.1", 80}});
    CHECK(d.routes.networks == std::vector<swarm_network>{other});
  }
  SECTION("a network that the service is not on is a problem, whose hint lists its networks") {
    labels["network"] = "elsewhere";
    const auto d = derive({app("web", labels, {demo, other})});
    CHECK(d.services[0].found.at(0).hint.find("demo, other") != std::string::npos);
  }
}

TEST_CASE("within a stack the network's short name is accepted") {
  auto a = app("shop_web", {{"hosts", "a.local"}, {"port", "80"}, {"network", "front"}},
               {{"n1", "shop_front", false}, demo});
  a.labels["com.docker.stack.namespace"] = "shop";
  CHECK(derive({a}).routes.networks == std::vector<swarm_network>{{"n1", "shop_front", false}});
}

TEST_CASE("a service on no network is reached by its nodes' published ports") {
  auto a = app("web", {{"hosts", "a.local"}, {"port", "8080"}}, {});
  a.ports = {{"tcp", 8080, 0, true}};
  app_task t;
  t.id = "t";
  t.node_address = "192.168.0.7";
  t.host_ports = {{"tcp", 8080, 32768, true}, {"tcp", 9090, 32769, true}};
  a.tasks = {t};
  const auto d = derive({a});
  CHECK(d.routes.hosts.at(0).paths.at(0).backends.at(0).targets == std::vector<target>{{"192.168.0.7", 32768}});
  CHECK(d.routes.networks.empty());
}

TEST_CASE("an unreachable service is left out with a hint") {
  const auto d = derive({app("web", {{"hosts", "a.local"}, {"port", "8080"}}, {})});
  CHECK_FALSE(d.services[0].routed);
  CHECK(d.services[0].found.at(0).hint.find("publish port 8080 in host mode") != std::string::npos);
}

TEST_CASE("all networks of a closed list are joined, and no others") {
  auto s = east();
  s.networks = {"other", "missing"};
  const auto labels = std::map<std::string, std::string>{{"hosts", "a.local"}, {"port", "80"}};
  const auto d = derive({app("inside", labels, {demo, other}), app("outside", labels, {demo})}, s, {other});
  CHECK(d.routes.networks == std::vector<swarm_network>{other});
  CHECK(d.services[0].routed);
  CHECK_FALSE(d.services[1].routed);
  REQUIRE(d.found.size() == 1);
  CHECK(d.found[0].hint == "docker network create --driver overlay missing");
}

TEST_CASE("a service without running tasks keeps its host and its network") {
  const auto d = derive({app("web", {{"hosts", "a.local"}, {"port", "80"}})});
  CHECK(d.routes.hosts.at(0).paths.at(0).backends.at(0).targets.empty());
  CHECK(d.routes.networks.size() == 1);
}

TEST_CASE("a service is not routed before the proxy has its secret, and the proxy gets the secret") {
  cluster_view v;
  v.services = {with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}, {"ssl_cert", "a.pem"}}), "10.0.1.5")};
  v.secrets = {"a.pem"};
  v.mounted.emplace();
  auto d = derive_routes(v, east(), proxy_program_table());
  CHECK(d.routes.hosts.empty());
  CHECK(d.routes.secrets == std::set<std::string>{"a.pem"});
  REQUIRE(d.services[0].found.size() == 1);
  CHECK(d.services[0].found[0].level == severity::warning);
  v.mounted = {"a.pem"};
  d = derive_routes(v, east(), proxy_program_table());
  CHECK(d.routes.hosts.at(0).certificate == "a.pem");
  CHECK(d.services[0].found.empty());
}

TEST_CASE("a service that moves to a network that the proxy has not joined keeps its old route") {
  cluster_view v;
  v.services = {with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.5")};
  v.joined = {"net-demo"};
  const auto before = derive_routes(v, east(), proxy_program_table());
  v.services[0].networks = {other};
  auto d = derive_routes(v, east(), proxy_program_table(), before.routed);
  CHECK(d.routes.hosts == before.routes.hosts);
  CHECK(d.routes.networks == std::vector<swarm_network>{demo, other});
  CHECK(d.services[0].found.size() == 1);
  v.services[0] = with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}}, {other}), "10.0.2.5", "net-other");
  d = derive_routes(v, east(), proxy_program_table(), d.routed);
  REQUIRE(d.routes.hosts.size() == 1); // no other service gets the host meanwhile
  CHECK(d.routes.hosts[0].paths.at(0).backends.at(0).targets.empty());
  v.joined->insert("net-other");
  d = derive_routes(v, east(), proxy_program_table(), d.routed);
  CHECK(d.routes.hosts.at(0).paths.at(0).backends.at(0).targets == std::vector<target>{{"10.0.2.5", 80}});
  CHECK(d.routes.networks == std::vector<swarm_network>{other});
}

TEST_CASE("until the proxy has the new certificate the old one is used") {
  cluster_view v;
  v.services = {with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}, {"ssl_cert", "old.pem"}}), "10.0.1.5")};
  v.secrets = {"old.pem", "new.pem"};
  v.mounted = {"old.pem"};
  const auto before = derive_routes(v, east(), proxy_program_table());
  v.services[0].labels["com.docker.lb.ssl_cert"] = "new.pem";
  auto d = derive_routes(v, east(), proxy_program_table(), before.routed);
  CHECK(d.routes.hosts == before.routes.hosts);
  CHECK(d.routes.secrets == std::set<std::string>{"new.pem", "old.pem"});
  CHECK(d.services[0].routed);
  CHECK(d.services[0].found.size() == 1);
  v.mounted->insert("new.pem");
  d = derive_routes(v, east(), proxy_program_table(), d.routed);
  CHECK(d.routes.hosts.at(0).certificate == "new.pem");
  CHECK(d.routes.secrets == std::set<std::string>{"new.pem"});
}

TEST_CASE("of two services with different settings the older one is routed") {
  auto first = with_task(app("zzz", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1");
  auto later = with_task(app("aaa", {{"hosts", "a.local"}, {"port", "80"}, {"gzip", "true"}}), "10.0.1.2");
  first.created = "2026-01-01";
  later.created = "2026-01-02";
  const auto d = derive({later, first});
  REQUIRE(d.routes.hosts.at(0).paths.at(0).backends.size() == 1);
  CHECK(d.routes.hosts[0].paths[0].backends[0].service == "zzz");
  CHECK(d.services[0].name == "aaa");
  CHECK_FALSE(d.services[0].routed);
}

TEST_CASE("every part of a route changes the digest") {
  const auto digest_with = [](std::map<std::string, std::string> labels) {
    labels.insert({{"hosts", "a.local"}, {"port", "80"}});
    auto d = derive({with_task(app("web", labels), "10.0.1.1")});
    d.routes.labels.clear();
    return digest_of(d.routes).hex;
  };
  const std::map<std::string, std::string> changes{{"canary_cookie", "a"},
                                                   {"canary_header", "a"},
                                                   {"context_root", "/a"},
                                                   {"fail_timeout", "1s"},
                                                   {"gzip", "true"},
                                                   {"max_fails", "2"},
                                                   {"redirects", "a.local,http://b"},
                                                   {"ssl_passthrough", "true"},
                                                   {"weight", "1"},
                                                   {"websocket_endpoints", "/w"}};
  std::set<std::string> sums{digest_with({})};
  for (const auto& [label, value] : changes) {
    CAPTURE(label);
    CHECK(sums.insert(digest_with({{label, value}})).second);
  }
}

TEST_CASE("every setting changes the digest") {
  const auto digest_with = [](const route_settings& settings) {
    host_route host;
    host.paths = {{"/", "", false, {}, settings}};
    return digest_of(route_table{{host}, {}}).hex;
  };
  std::set<std::string> sums{digest_with({})};
  for (const auto& one : test::each_setting())
    CHECK(sums.insert(digest_with(one)).second);
}

TEST_CASE("without the service that named it a certificate is removed") {
  auto v1 = with_task(app("v1", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1");
  auto v2 = with_task(app("v2", {{"hosts", "a.local"}, {"port", "80"}, {"ssl_cert", "a.pem"}}), "10.0.1.2");
  cluster_view v;
  v.services = {v1, v2};
  v.secrets = {"a.pem"};
  const auto both = derive_routes(v, east(), proxy_program_table()).routes;
  CHECK(both.hosts.at(0).certificate == "a.pem");
  CHECK(without(both, {"v1"}).hosts.at(0).certificate == "a.pem");
  CHECK(without(both, {"v2"}).hosts.at(0).certificate.empty());
  CHECK(without(both, {"v1", "v2"}).hosts.empty());
}

TEST_CASE("a view that is older than the last one is not passed on") {
  cluster_logic logic{east(), proxy_program_table()};
  const auto view = std::make_shared<const cluster_view>();
  CHECK(logic.on({{"us-east"}, {1, 5}, view}).routes);
  CHECK_FALSE(logic.on({{"us-east"}, {1, 4}, view}).routes);
  CHECK(logic.on({{"us-east"}, {2, 1}, view}).routes);
}

TEST_CASE("a service on a network that the proxy has not joined is not routed, but its network is joined") {
  cluster_view v;
  v.services = {with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.5"),
                with_task(app("new", {{"hosts", "a.local"}, {"port", "80"}}, {other}), "10.0.2.5", "net-other")};
  v.joined = {"net-demo"};
  auto d = derive_routes(v, east(), proxy_program_table());
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].paths.at(0).backends == std::vector<backend>{{"web", {{"10.0.1.5", 80}}}});
  CHECK(d.routes.networks == std::vector<swarm_network>{demo, other});
  CHECK_FALSE(d.services[0].routed);
  REQUIRE(d.services[0].found.size() == 1);
  CHECK(d.services[0].found[0].level == severity::warning);
  CHECK(d.services[0].found[0].where == "network other");
  v.joined = {"net-demo", "net-other"};
  d = derive_routes(v, east(), proxy_program_table());
  CHECK(d.routes.hosts[0].paths.at(0).backends.size() == 2);
  CHECK(d.services[0].found.empty());
}
