#include "messages/managed_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/watcher_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(two_cluster_swarm,
                 "a view has the secrets that its labels name, by full name or by short name in the stack") {
  secrets = {{"1", "shop.pem"}, {"2", "demo_shop.key"}, {"3", "other_shop.key"}, {"4", "unheard"}};
  auto& web = add("web", "us-east");
  web.labels["com.docker.lb.ssl_cert"] = "shop.pem";
  web.labels["com.docker.lb.ssl_key"] = "shop.key";
  web.labels["com.docker.stack.namespace"] = "demo";
  start();
  CHECK(last_view("us-east")->secrets == std::set<std::string>{"demo_shop.key", "shop.pem"});
  CHECK(last_view("us-west")->secrets.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "a view has the secrets that every running task of a proxy with an agent mounts") {
  auto& proxy = add("proxy-east", "");
  proxy.labels = {{owned::agent_label, "x"}};
  proxy.replicas = 2;
  run_task("proxy-east");
  run_task("proxy-east");
  tasks[0].secrets = {"a", "b"};
  tasks[1].secrets = {"b", "c"};
  add("web", "us-east");
  start();
  CHECK(last_view("us-east")->mounted == std::set<std::string>{"b"});
  CHECK_FALSE(last_view("us-west")->mounted);
}

TEST_CASE_METHOD(two_cluster_swarm, "a new secret is published at once, and only to the cluster that names it") {
  add("web", "us-east").labels["com.docker.lb.ssl_cert"] = "shop.pem";
  start();
  quiet();
  secrets = {{"1", "shop.pem"}};
  hear(engine_event{"secret", "create", "1", "shop.pem"});
  pass(1s);
  REQUIRE(published.size() == 1);
  CHECK(published[0].view->secrets == std::set<std::string>{"shop.pem"});
  CHECK(reads["secrets"] == 1);
}
