#include "tests/pipeline/pipeline_fixture.hpp"

using namespace signalbox;

TEST_CASE_METHOD(pipeline_fixture, "two applications, two clusters: each proxy knows its own and joins its network") {
  deploy("demo-east", "us-east", "demo-east");
  deploy("demo-west", "us-west", "demo-west");
  REQUIRE(serves(0, "demo-east", 1));
  REQUIRE(serves(1, "demo-west", 1));
  const auto east = service("interlock-proxy-us-east"), west = service("interlock-proxy-us-west");
  CHECK(east["Spec"]["TaskTemplate"]["Networks"].size() == 1);
  CHECK(east["Spec"]["TaskTemplate"]["Networks"] != west["Spec"]["TaskTemplate"]["Networks"]);
  CHECK(east["Spec"]["Labels"]["type"] == "com.docker.interlock.core.proxy");
}

TEST_CASE_METHOD(pipeline_fixture, "changes in us-east leave us-west's proxy service as it was") {
  deploy("demo-west", "us-west", "demo-west");
  REQUIRE(serves(1, "demo-west", 1));
  const auto west = service("interlock-proxy-us-west")["Version"];
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
  relabel("demo-east", "hosts", "other.local");
  REQUIRE(eventually([](const status_snapshot& p) {
    return p.clusters[0].routes->services.at(0).hosts == std::vector<std::string>{"other.local"} &&
           p.clusters[0].proxy->applied == p.clusters[0].routes->observed;
  }));
  remove("demo-east");
  REQUIRE(serves(0, "demo-east", 0));
  CHECK(service("interlock-proxy-us-west")["Version"] == west);
}

TEST_CASE_METHOD(pipeline_fixture, "an application of six replicas costs one update") {
  REQUIRE(serves(0, "", 0));
  const auto before = updates();
  deploy("demo-east", "us-east", "demo-east", 6);
  REQUIRE(serves(0, "demo-east", 6));
  CHECK(updates() == before + 1);
}

TEST_CASE_METHOD(pipeline_fixture, "an operator's constraint survives the next update") {
  REQUIRE(serves(0, "", 0));
  change("interlock-proxy-us-east",
         [](nlohmann::json& spec) { spec["TaskTemplate"]["Placement"]["Constraints"] = {"node.role==worker"}; });
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
  CHECK(service("interlock-proxy-us-east")["Spec"]["TaskTemplate"]["Placement"]["Constraints"] ==
        nlohmann::json{"node.role==worker"});
}

TEST_CASE_METHOD(pipeline_fixture, "a deleted proxy comes back") {
  REQUIRE(serves(0, "", 0));
  const auto first = service("interlock-proxy-us-east")["ID"];
  remove("interlock-proxy-us-east");
  REQUIRE(eventually([&](const status_snapshot& p) {
    const auto& proxy = *p.clusters[0].proxy;
    return proxy.state == health::ok && !proxy.service_id.empty() && proxy.service_id != first.get<std::string>();
  }));
}

TEST_CASE_METHOD(pipeline_fixture, "a new core changes nothing, and neither does the death of an actor") {
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
  const auto version = service("interlock-proxy-us-east")["Version"];
  restart_core();
  REQUIRE(serves(0, "demo-east", 1));
  CHECK(service("interlock-proxy-us-east")["Version"] == version);
  for (const auto* path : {"us-east/proxy", "us-east/cluster", "us-east", "watcher", "status"})
    kill(path);
  deploy("demo-west", "us-west", "demo-west");
  REQUIRE(serves(1, "demo-west", 1));
  REQUIRE(serves(0, "demo-east", 1));
  CHECK(service("interlock-proxy-us-east")["Version"] == version);
}
