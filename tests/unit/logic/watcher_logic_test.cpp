#include "messages/managed_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/watcher_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(two_cluster_swarm, "the first complete listing reaches every cluster, empty ones too") {
  add("web", "us-east");
  run_task("web");
  start();
  REQUIRE(published.size() == 2);
  CHECK(last_view("us-east")->services.at(0).tasks.size() == 1);
  CHECK(last_view("us-west")->services.empty());
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(two_cluster_swarm, "a failed listing publishes nothing and keeps the last routes") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  SECTION("when everything fails") { failing = true; }
  SECTION("when only a part fails") { tasks_fail = true; }
  services["web"].labels["com.docker.lb.port"] = "81";
  tasks.clear();
  send_update_event("web");
  pass(1min);
  CHECK(published.empty());
  CHECK(report.state == health::degraded);
  failing = tasks_fail = false;
  pass(10s);
  CHECK(last_view("us-east")->services.at(0).tasks.empty());
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(two_cluster_swarm, "before the first complete listing nothing is published") {
  SECTION("when everything fails") { failing = true; }
  SECTION("when only the secrets fail") { secrets_fail = true; }
  start();
  pass(1min);
  CHECK(published.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "a change in us-east sends no message to us-west") {
  add("east", "us-east");
  add("west", "us-west");
  run_task("east");
  run_task("west");
  start();
  quiet();
  services["east"].labels["com.docker.lb.port"] = "81";
  send_update_event("east");
  pass(5s);
  REQUIRE_FALSE(published.empty());
  for (const auto& v : published)
    CHECK(v.cluster.value == "us-east");
}

TEST_CASE_METHOD(two_cluster_swarm, "a task that starts after its service was created is found by frequent reads") {
  start();
  quiet();
  add("web", "us-east");
  send_update_event("web");
  pass(700ms);
  run_task("web");
  pass(200ms);
  REQUIRE(last_view("us-east"));
  CHECK(last_view("us-east")->services.at(0).tasks.size() == 1);
  CHECK(ids_in_last_task_read == 1);
}

TEST_CASE_METHOD(two_cluster_swarm, "frequent reads end when the changed service has converged") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  send_update_event("web");
  pass(2500ms);
  CHECK(reads["tasks"] <= 5);
  CHECK(last_view("us-east")->settled);
}

TEST_CASE_METHOD(two_cluster_swarm, "a service that never converges is read at growing intervals") {
  start();
  quiet();
  add("web", "us-east");
  send_update_event("web");
  pass(10min);
  CHECK(reads["tasks"] < 600);
  CHECK(last_view("us-east")->settled); // the wait for the service is limited
}

TEST_CASE_METHOD(two_cluster_swarm, "one request covers all changed services") {
  for (int i = 0; i < 20; ++i)
    add("web" + std::to_string(i), "us-east");
  start();
  quiet();
  for (int i = 0; i < 20; ++i)
    send_update_event("web" + std::to_string(i));
  pass(100ms);
  CHECK(reads["tasks"] <= 4);
  CHECK(ids_in_last_task_read == 20);
}

TEST_CASE_METHOD(two_cluster_swarm, "a task whose desired state left running leaves the view at once") {
  add("web", "us-east", 2);
  run_task("web");
  run_task("web");
  start();
  quiet();
  services["web"].updating = true;
  tasks.pop_back(); // the engine lists only tasks whose desired state is running
  send_update_event("web");
  pass(50ms);
  CHECK(last_view("us-east")->services.at(0).tasks.size() == 1);
  CHECK_FALSE(last_view("us-east")->settled);
}

TEST_CASE_METHOD(two_cluster_swarm, "a change without an event is found at the next resync") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  tasks.clear();
  pass(3100ms);
  CHECK(last_view("us-east")->services.at(0).tasks.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "services without routing labels cause no read of tasks and no message") {
  start();
  quiet();
  services["db"].id = services["db"].name = "db";
  send_update_event("db");
  pass(2s);
  CHECK(reads["tasks"] == 0);
  CHECK(published.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "a removed service leaves its cluster's view") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  services.clear();
  tasks.clear();
  hear(engine_event{"service", "remove", "web", "web"});
  pass(50ms);
  CHECK(last_view("us-east")->services.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "a service moves from one cluster to another with its label") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  services["web"].labels["com.docker.lb.service_cluster"] = "us-west";
  send_update_event("web");
  pass(1s);
  CHECK(last_view("us-east")->services.empty());
  CHECK(last_view("us-west")->services.size() == 1);
}

TEST_CASE_METHOD(two_cluster_swarm, "after a node goes down the tasks of its services are read") {
  add("web", "us-east");
  run_task("web");
  start();
  quiet();
  nodes[0].ready = false;
  hear(engine_event{"node", "update", "node", "w-00"});
  pass(50ms);
  tasks.clear();
  run_task("web", "preparing");
  pass(500ms);
  CHECK(last_view("us-east")->services.at(0).tasks.empty());
}

TEST_CASE_METHOD(two_cluster_swarm, "without an event stream the watcher is degraded; its return causes a listing") {
  start();
  quiet();
  hear(stream_down{"connection reset"});
  CHECK(report.state == health::degraded);
  add("web", "us-east");
  run_task("web");
  hear(stream_up{});
  pass(50ms);
  CHECK(last_view("us-east")->services.size() == 1);
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(two_cluster_swarm, "the last view is available for a restarted supervisor") {
  CHECK_FALSE(logic().last_view({"us-east"}));
  start();
  CHECK(logic().last_view({"us-east"})->rev == revision{1, 1});
}

TEST_CASE_METHOD(two_cluster_swarm, "a view has the networks that every running task of the proxy is on") {
  auto& proxy = services["proxy-east"];
  proxy.id = proxy.name = "proxy-east";
  proxy.replicas = 2;
  const auto run_proxy = [&](const std::string& id, const std::string& state, std::set<std::string> on) {
    swarm_task t{id, "proxy-east", "node", state, {}, {}};
    for (const auto& network : on)
      t.addresses.push_back({network, "10.0.9.1"});
    tasks.push_back(t);
    send_update_event("proxy-east");
    pass(5s);
  };
  run_proxy("1", "running", {"core", "net"});
  start();
  CHECK_FALSE(last_view("us-east")->joined); // its tasks have no agent, and are replaced at each change
  services["proxy-east"].labels[owned::agent_label] = "digest";
  send_update_event("proxy-east");
  pass(5s);
  CHECK(*last_view("us-east")->joined == std::set<std::string>{"core", "net"});
  run_proxy("2", "starting", {"core"});
  CHECK(*last_view("us-east")->joined == std::set<std::string>{"core", "net"});
  run_proxy("3", "running", {"core", "other"});
  CHECK(*last_view("us-east")->joined == std::set<std::string>{"core"});
  tasks.clear();
  send_update_event("proxy-east");
  pass(5s);
  CHECK_FALSE(last_view("us-east")->joined);
  CHECK_FALSE(last_view("us-west")->joined);
  CHECK(last_view("us-east")->services.empty());
  CHECK(report.services == 0);
}

TEST_CASE_METHOD(two_cluster_swarm, "events are counted by types of a fixed list, listings and hold-offs by duration") {
  const auto count = [](const time_histogram& h) {
    std::uint64_t all = 0;
    for (const auto n : h.counts)
      all += n;
    return all;
  };
  start();
  CHECK(count(report.listing_times.at("all")) == 1);
  CHECK(report.listing_times.at("all").seconds > 0.005); // some reads, of 2 ms each
  CHECK(report.listing_times.at("all").seconds < 0.02);
  for (const auto* type : {"service", "node", "container", "evil"})
    hear(engine_event{type, "update", "id", "name"});
  pass(1s);
  CHECK(report.events_by_type ==
        std::map<std::string, std::uint64_t>{
            {"config", 0}, {"network", 0}, {"node", 1}, {"other", 2}, {"secret", 0}, {"service", 1}});
  quiet();
  const auto before = report.hold_offs;
  add("web", "us-east");
  send_update_event("web");
  pass(50ms);
  services["web"].labels["com.docker.lb.port"] = "81";
  send_update_event("web"); // waits for 100 ms without a change
  pass(5s);
  CHECK(count(report.hold_offs) > count(before) + 1);
  CHECK(report.hold_offs.seconds - before.seconds > 0.04);
  CHECK(report.hold_offs.seconds - before.seconds < 0.2);
}
