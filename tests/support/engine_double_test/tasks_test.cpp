#include "tests/support/catch.hpp"
#include "tests/support/engine_double_test/engine_fixture.hpp"

#include <set>

using namespace signalbox;

TEST_CASE_METHOD(engine_fixture, "a task takes every state on its way, and none before its time") {
  create(spec("web"));
  std::vector<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    auto now = tasks("web")[0]["Status"]["State"].get<std::string>();
    if (seen.empty() || seen.back() != now)
      seen.push_back(now);
    engine.advance(milliseconds(5));
  }
  CHECK(seen == std::vector<std::string>{"new", "pending", "assigned", "accepted", "preparing", "starting", "running"});
}

TEST_CASE_METHOD(engine_fixture, "nothing happens while the clock stands") {
  create(spec("web"));
  CHECK(tasks("web")[0]["Status"]["State"] == "new");
  CHECK(tasks("web")[0]["Status"]["State"] == "new");
}

TEST_CASE_METHOD(engine_fixture, "ids look like Docker's, and are the same for the same calls") {
  auto id = create(spec("web"));
  CHECK(id.size() == 25);
  CHECK(id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
  CHECK(engine_fixture().create(spec("web")) == id);
}

TEST_CASE_METHOD(engine_fixture, "tasks are spread over the nodes that satisfy the constraints") {
  auto s = spec("web", 4);
  s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.role==worker"}}};
  create(s);
  engine.settle();
  std::map<std::string, int> nodes;
  for (const auto& t : running("web"))
    ++nodes[t["NodeID"]];
  REQUIRE(nodes.size() == 2);
  for (const auto& [id, count] : nodes)
    CHECK(count == 2);
}

TEST_CASE_METHOD(engine_fixture, "a task that no node may run is pending, and starts when a label makes it possible") {
  auto s = spec("lb");
  s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.labels.kind==lb"}}};
  create(s);
  engine.settle();
  auto t = tasks("lb")[0];
  CHECK(t["Status"]["State"] == "pending");
  CHECK(t["Status"]["Err"] == "no suitable node (scheduling constraints not satisfied on 3 nodes)");
  auto node = get("/nodes/lb-00");
  node["Spec"]["Labels"]["kind"] = "lb";
  auto version = node["Version"]["Index"].dump();
  CHECK(engine.call("POST", "/nodes/lb-00/update?version=" + version, node["Spec"].dump()).status == 200);
  engine.settle();
  REQUIRE(running("lb").size() == 1);
  CHECK(running("lb")[0]["NodeID"] == node["ID"]);
}

TEST_CASE_METHOD(engine_fixture, "tasks and the virtual IP get addresses of their networks, and give them back") {
  auto net = engine.create("networks", R"({"Name":"n","Driver":"overlay"})");
  auto s = spec("web", 2);
  s["TaskTemplate"]["Networks"] = {{{"Target", "n"}}};
  create(s);
  engine.settle();
  std::set<std::string> addresses;
  addresses.insert(service("web")["Endpoint"]["VirtualIPs"][0]["Addr"]);
  for (const auto& t : running("web")) {
    CHECK(t["NetworksAttachments"][0]["Network"]["ID"] == net);
    CHECK(t["NetworksAttachments"][0]["Network"]["Spec"]["Name"] == "n");
    addresses.insert(t["NetworksAttachments"][0]["Addresses"][0]);
  }
  CHECK(addresses == std::set<std::string>{"10.0.1.2/24", "10.0.1.3/24", "10.0.1.4/24"});
  for (int i = 0; i < 200; ++i) { // more tasks in all than the network has addresses
    update("web", [&](json& x) { x["Mode"]["Replicated"]["Replicas"] = i % 2 ? 2 : 4; });
    engine.settle();
    REQUIRE(running("web").size() == (i % 2 ? 2u : 4u));
  }
}

TEST_CASE_METHOD(engine_fixture, "a published port joins the ingress network; a chosen one starts at 30000") {
  auto s = spec("web");
  s["EndpointSpec"] = {{"Ports", {{{"TargetPort", 80}}}}};
  create(s);
  engine.settle();
  CHECK(service("web")["Endpoint"]["Ports"][0]["PublishedPort"] == 30000);
  CHECK(running("web")[0]["NetworksAttachments"][0]["Network"]["Spec"]["Ingress"] == true);
}

TEST_CASE_METHOD(engine_fixture, "a host port is taken until its task has stopped") {
  auto s = spec("one");
  s["EndpointSpec"] = {{"Ports", {{{"TargetPort", 80}, {"PublishedPort", 80}, {"PublishMode", "host"}}}}};
  s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.hostname==lb-00"}}};
  create(s);
  engine.settle();
  CHECK(running("one")[0]["Status"]["PortStatus"]["Ports"][0]["PublishedPort"] == 80);
  s["Name"] = "two";
  create(s);
  engine.settle();
  CHECK(tasks("two")[0]["Status"]["Err"] ==
        "no suitable node (scheduling constraints not satisfied on 2 nodes; host-mode port already in use on 1 node)");
  engine.call("DELETE", "/services/one");
  engine.advance(milliseconds(1000));
  CHECK(running("two").empty());
  engine.settle();
  CHECK(running("two").size() == 1);
}

TEST_CASE_METHOD(engine_fixture, "scaling down removes tasks: desired leaves running at once, the task later") {
  create(spec("web", 3));
  engine.settle();
  update("web", [](json& s) { s["Mode"]["Replicated"]["Replicas"] = 1; });
  CHECK(tasks("web", "running").size() == 1);
  CHECK(tasks("web").size() == 3);
  CHECK(tasks("web")[0]["Status"]["State"] == "running");
  engine.settle();
  CHECK(tasks("web").size() == 1);
}

TEST_CASE_METHOD(engine_fixture, "a task that dies is replaced after the restart delay") {
  create(spec("web"));
  engine.settle();
  auto old = running("web")[0]["ID"];
  REQUIRE(engine.kill_task("web"));
  REQUIRE(tasks("web").size() == 2);
  engine.settle();
  REQUIRE(running("web").size() == 1);
  CHECK(running("web")[0]["ID"] != old);
  auto died = get("/tasks/" + old.get<std::string>());
  CHECK(died["Status"]["Err"] == "task: non-zero exit (137)");
  CHECK(died["DesiredState"] == "shutdown");
}

TEST_CASE_METHOD(engine_fixture, "tasks of a lost node are replaced elsewhere") {
  create(spec("web", 3));
  engine.settle();
  engine.set_node_up("lb-00", false);
  engine.settle();
  CHECK(running("web").size() == 3);
  for (const auto& t : running("web"))
    CHECK(t["NodeID"] != get("/nodes/lb-00")["ID"]);
  CHECK(get("/nodes/lb-00")["Status"]["State"] == "down");
}

TEST_CASE_METHOD(engine_fixture, "a global service runs once on each node it may run on") {
  auto s = spec("agent");
  s["Mode"] = {{"Global", json::object()}};
  s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.role!=manager"}}};
  create(s);
  engine.settle();
  CHECK(running("agent").size() == 2);
  CHECK(!running("agent")[0].contains("Slot"));
}

TEST_CASE_METHOD(engine_fixture, "marked images never start, die, or do not exist") {
  create(spec("stuck", 1, "never-starts:1"));
  create(spec("none", 1, "no-such-image:1"));
  create(spec("dies", 1, "dies-at-once:1"));
  engine.advance(seconds(2));
  CHECK(tasks("stuck")[0]["Status"]["State"] == "preparing");
  bool rejected = false, failed = false;
  for (const auto& t : tasks("none"))
    rejected = rejected || t["Status"].value("Err", "") == "No such image: no-such-image:1";
  for (const auto& t : tasks("dies"))
    failed = failed || t["Status"].value("Err", "") == "task: non-zero exit (3)";
  CHECK(rejected);
  CHECK(failed);
  engine.advance(seconds(60));
  CHECK(tasks("dies").size() <= 6); // the history of a slot is short
}
