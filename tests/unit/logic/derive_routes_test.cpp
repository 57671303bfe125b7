#include "actors/cluster/cluster_logic.hpp"
#include "actors/cluster/derive_routes.hpp"
#include "tests/support/catch.hpp"

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
  return derive_routes(v, s);
}

} // namespace

TEST_CASE("a service with hosts and a port is routed to its running tasks") {
  const auto d = derive({with_task(app("web", {{"hosts", "a.local"}, {"port", "8080"}}), "10.0.1.5")});
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].host == "a.local");
  CHECK(d.routes.hosts[0].backends == std::vector<backend>{{"web", {{"10.0.1.5", 8080}}}});
  CHECK(d.routes.networks == std::vector<swarm_network>{demo});
  CHECK(d.services[0].routed);
}

TEST_CASE("several services on one host merge their targets") {
  const auto d = derive({with_task(app("v1", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1"),
                         with_task(app("v2", {{"hosts", "a.local"}, {"port", "81"}}), "10.0.1.2")});
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].backends.size() == 2);
}

TEST_CASE("a bad service is left out with a problem, and its neighbour's route is what it would be without it") {
  const auto good = with_task(app("good", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.1");
  const auto alone = derive({good});
  const auto beside = derive({app("bad", {{"hosts", "a.local;\n}"}, {"port", "80"}}), good});
  CHECK(beside.routes == alone.routes);
  REQUIRE(beside.services.size() == 2);
  CHECK_FALSE(beside.services[0].routed);
  REQUIRE(beside.services[0].found.size() == 1);
  CHECK(beside.services[0].found[0].service == "bad");
}

TEST_CASE("on several networks the label has to choose") {
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
    CHECK(d.routes.hosts.at(0).backends.at(0).targets == std::vector<target>{{"10.0.2.1", 80}});
    CHECK(d.routes.networks == std::vector<swarm_network>{other});
  }
  SECTION("a name that the service is not on is a problem that says where it is") {
    labels["network"] = "elsewhere";
    const auto d = derive({app("web", labels, {demo, other})});
    CHECK(d.services[0].found.at(0).hint.find("demo, other") != std::string::npos);
  }
}

TEST_CASE("within a stack the network's short name is enough") {
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
  CHECK(d.routes.hosts.at(0).backends.at(0).targets == std::vector<target>{{"192.168.0.7", 32768}});
  CHECK(d.routes.networks.empty());
}

TEST_CASE("a service that nobody can reach is left out with a way out") {
  const auto d = derive({app("web", {{"hosts", "a.local"}, {"port", "8080"}}, {})});
  CHECK_FALSE(d.services[0].routed);
  CHECK(d.services[0].found.at(0).hint.find("publish port 8080 in host mode") != std::string::npos);
}

TEST_CASE("a closed list is joined whole, and nothing else is") {
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
  CHECK(d.routes.hosts.at(0).backends.at(0).targets.empty());
  CHECK(d.routes.networks.size() == 1);
}

TEST_CASE("a view that is older than the last one is not passed on") {
  cluster_logic logic{east()};
  const auto view = std::make_shared<const cluster_view>();
  CHECK(logic.on({{"us-east"}, {1, 5}, view}).routes);
  CHECK_FALSE(logic.on({{"us-east"}, {1, 4}, view}).routes);
  CHECK(logic.on({{"us-east"}, {2, 1}, view}).routes);
}

TEST_CASE("a service on a network that the proxy has yet to join is named, wanted, and not routed") {
  cluster_view v;
  v.services = {with_task(app("web", {{"hosts", "a.local"}, {"port", "80"}}), "10.0.1.5"),
                with_task(app("new", {{"hosts", "a.local"}, {"port", "80"}}, {other}), "10.0.2.5", "net-other")};
  v.joined = {"net-demo"};
  auto d = derive_routes(v, east());
  REQUIRE(d.routes.hosts.size() == 1);
  CHECK(d.routes.hosts[0].backends == std::vector<backend>{{"web", {{"10.0.1.5", 80}}}});
  CHECK(d.routes.networks == std::vector<swarm_network>{demo, other});
  CHECK_FALSE(d.services[1].routed);
  REQUIRE(d.services[1].found.size() == 1);
  CHECK(d.services[1].found[0].level == severity::warning);
  CHECK(d.services[1].found[0].where == "network other");
  v.joined = {"net-demo", "net-other"};
  d = derive_routes(v, east());
  CHECK(d.routes.hosts[0].backends.size() == 2);
  CHECK(d.services[1].found.empty());
}
