#include "adapters/api/explain.hpp"

#include "adapters/api/endpoints.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/api/explained.hpp"

#include <nlohmann/json.hpp>

using namespace signalbox;
using nlohmann::json;

namespace {

json explained(const status_snapshot& p, const std::string& service) {
  const auto reply = explain(p, service);
  REQUIRE(reply.status == 200);
  CHECK(reply.type == "application/json");
  const auto body = json::parse(reply.body);
  CHECK(body["service"] == service);
  REQUIRE(body["explanations"].size() == 1);
  return body["explanations"][0];
}

} // namespace

TEST_CASE("an explanation of a routed service has its places, tasks, labels and proxy") {
  const auto e = explained(explained_snapshot(), "demo");
  CHECK(e["cluster"] == "us-east");
  CHECK(e["routed"] == true);
  CHECK(e["why"] == "");
  CHECK(e["network"] == "demo-net");
  CHECK(e["networks"] == json{"demo-net"});
  CHECK(e["backend"]["mode"] == "tasks");
  const auto& place = e["routes"]["list"].at(0);
  CHECK(place["host"] == "demo.local");
  CHECK(place["path"] == "/");
  CHECK(place["shared_with"]["list"][0]["service"] == "demo-next");
  CHECK(place["shared_with"]["list"][0]["weight"] == 10);
  CHECK(place["other_paths"]["list"] == json{{{"path", "/api"}, {"service", "api"}}});
  CHECK(e["proxy"]["current"] == true);
  CHECK(e["proxy"]["digest"] == "abc");
  CHECK(e["proxy"]["tasks"]["list"][0]["current"] == true);
  CHECK(e["quarantined"].is_null());
}

TEST_CASE("each task of a service has a target, or a reason why not") {
  const auto tasks = explained(explained_snapshot(), "demo")["tasks"]["list"];
  REQUIRE(tasks.size() == 3);
  CHECK(tasks[0]["target"] == "10.0.1.5:8080");
  CHECK(tasks[0]["why"] == "");
  CHECK(tasks[1]["target"] == "");
  CHECK(tasks[1]["why"] == "it has no address on network demo-net yet");
  CHECK(tasks[2]["state"] == "preparing");
  CHECK(tasks[2]["node"] == "worker-1");
  CHECK(tasks[2]["why"].get<std::string>().find("pulling its image") != std::string::npos);
}

TEST_CASE("each label of core's prefix has a meaning, or a note that it has none") {
  const auto labels = explained(explained_snapshot(), "demo")["labels"]["list"];
  REQUIRE(labels.size() == 4);
  CHECK(labels[0]["label"] == "com.docker.lb.colour");
  CHECK(labels[0]["state"] == "unknown");
  CHECK(labels[1]["state"] == "understood");
  CHECK(labels[1]["meaning"].get<std::string>().find("names the hosts") == 0);
  const auto bad = explained(explained_snapshot(), "bad");
  CHECK(bad["labels"]["list"][0]["state"] == "wrong");
  CHECK(bad["routed"] == false);
  CHECK(bad["why"].get<std::string>().find("'x' is not one number") != std::string::npos);
  CHECK(bad["problems"]["list"][0]["hint"] == "give one");
  CHECK(bad["tasks"]["list"][0]["why"].get<std::string>().find("docker service ps") != std::string::npos);
}

TEST_CASE("labels on the containers are explained with the place where they belong") {
  const auto e = explained(explained_snapshot(), "inner");
  CHECK(e["cluster"] == "");
  CHECK(e["routed"] == false);
  CHECK(e["why"].get<std::string>().find("are in the container's spec") != std::string::npos);
  REQUIRE(e["labels"]["list"].size() == 2);
  CHECK(e["labels"]["list"][0]["state"] == "misplaced");
  REQUIRE(e["problems"]["list"].size() == 1);
  CHECK(e["problems"]["list"][0]["hint"].get<std::string>().find("deploy.labels") != std::string::npos);
}

TEST_CASE("a target is a virtual address, a DNS name, a node's port or a task's address") {
  auto p = explained_snapshot();
  auto view = *p.clusters[0].routes->view;
  view.services[1].virtual_addresses = {{"n1", "10.0.1.5"}};
  p.clusters[0].routes->view = std::make_shared<const cluster_view>(view);
  auto e = explained(p, "demo");
  CHECK(e["backend"] == json{{"mode", "virtual_address"}, {"address", "10.0.1.5:8080"}});
  CHECK(e["tasks"]["list"][1]["why"] == "requests go to 10.0.1.5:8080, and Swarm picks the task");

  auto table = shared_table();
  table.hosts[0].paths[1].backends[0] = {"demo", {}, "tasks.demo.demo-net", 8080};
  p.clusters[0].routes->table = std::make_shared<const route_table>(table);
  CHECK(explained(p, "demo")["backend"]["address"] == "tasks.demo.demo-net:8080");

  table.hosts[0].paths[1].backends[0] = {"demo", {{"192.168.1.2", 32768}}};
  p.clusters[0].routes->table = std::make_shared<const route_table>(table);
  p.clusters[0].routes->services[1].network = "";
  view.services[1].tasks[1].host_ports = {{"tcp", 8080, 32768, true}};
  p.clusters[0].routes->view = std::make_shared<const cluster_view>(view);
  e = explained(p, "demo");
  CHECK(e["tasks"]["list"][1]["target"] == "192.168.1.2:32768");
  CHECK(e["tasks"]["list"][0]["why"] == "its node has published no port for it yet");
}

TEST_CASE("a service that the proxy refuses, and a proxy that lags, are reported") {
  auto p = explained_snapshot();
  p.clusters[0].extension->quarantined = {{"demo", "nginx: [emerg] no"}};
  p.clusters[0].extension->found = {{severity::error, "demo", "labels", "left out", ""}};
  p.clusters[0].proxy->applied = {1, 6};
  p.clusters[0].proxy->tasks[0].serves = "config-a";
  const auto e = explained(p, "demo");
  CHECK(e["routed"] == false);
  CHECK(e["quarantined"] == "nginx: [emerg] no");
  CHECK(e["proxy"]["current"] == false);
  CHECK(e["proxy"]["tasks"]["list"][0]["current"] == false);
}

TEST_CASE("the explanation of a service without a cluster names the clusters") {
  const auto e = explained(explained_snapshot(), "lost");
  CHECK(e["cluster"] == "");
  CHECK(e["routed"] == false);
  CHECK(e["why"] == "no cluster has ServiceCluster = \"us-noth\"");
  CHECK(e["clusters"] == json{{{"id", "us-east"}, {"service_cluster", "us-east"}}});
  CHECK(e["labels"]["list"][0]["state"] == "wrong");
  CHECK(!e["problems"]["list"].empty());
}

TEST_CASE("for an unknown name the nearest service is suggested; a proxy is no service") {
  const auto detail = [](const std::string& name) {
    const auto reply = explain(explained_snapshot(), name);
    CHECK(reply.status == 404);
    return json::parse(reply.body)["detail"].get<std::string>();
  };
  CHECK(detail("demmo").find("did you mean demo?") != std::string::npos);
  CHECK(detail("nothing-like-it").find("did you mean") == std::string::npos);
  CHECK(detail("interlock-proxy-us-east").find("is the proxy service of cluster us-east") != std::string::npos);
  auto starting = explained_snapshot();
  starting.watcher->views_published = 0;
  CHECK(explain(starting, "nobody").status == 503);
}

TEST_CASE("the length of an explanation is limited") {
  auto p = explained_snapshot();
  auto view = *p.clusters[0].routes->view;
  for (int i = 0; i < 5000; ++i) {
    view.services[1].tasks.push_back({"x" + std::to_string(i), "", {}, {}});
    view.services[1].labels["com.docker.lb.x" + std::to_string(i)] = std::string(5000, 'x');
  }
  auto table = shared_table();
  for (int i = 0; i < 5000; ++i) {
    auto host = table.hosts[0];
    host.host = "h" + std::to_string(i);
    host.paths.resize(2);
    table.hosts.push_back(host);
  }
  p.clusters[0].routes->view = std::make_shared<const cluster_view>(view);
  p.clusters[0].routes->table = std::make_shared<const route_table>(table);
  const auto reply = explain(p, "demo");
  CHECK(reply.body.size() < 400000);
  const auto e = json::parse(reply.body)["explanations"][0];
  CHECK(e["tasks"]["list"].size() == 100);
  CHECK(e["tasks"]["left_out"] == 4903);
  CHECK(e["routes"]["left_out"] == 4901);
  CHECK(e["labels"]["left_out"] == 4904);
}

TEST_CASE("explanations are read-only") {
  http_request r;
  r.method = "GET";
  r.target = "/v1/explain/demo";
  split_target(r);
  const auto p = std::make_shared<const status_snapshot>(explained_snapshot());
  const auto table = core_endpoints([p] { return p; }, [] { return metric_samples{}; });
  CHECK(route(table, r).status == 200);
  r.method = "POST";
  CHECK(route(table, r).status == 405);
}
