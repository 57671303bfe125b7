#include "tests/support/catch.hpp"
#include "tests/unit/logic/one_cluster.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_cluster, "a first configuration creates the service") {
  apply("one");
  CHECK(creates == 1);
  CHECK(serving() == name_of("one"));
  CHECK(report.state == health::ok);
  CHECK(report.applied_config == name_of("one"));
  CHECK(report.applies.at("create_applied") == 1);
}

TEST_CASE_METHOD(one_cluster, "a new configuration causes one update, the same one none") {
  apply("one");
  apply("two");
  CHECK(updates == 1);
  CHECK(serving() == name_of("two"));
  apply("two");
  CHECK(updates == 1);
  CHECK(report.applied == report.desired);
}

TEST_CASE_METHOD(one_cluster, "a restarted core writes nothing if the service is as desired") {
  apply("one");
  apply("two");
  restart_core();
  apply("two");
  CHECK(creates == 1);
  CHECK(updates == 1);
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(one_cluster, "changes during an update are applied together by the next one") {
  apply("one");
  want("two");
  pass(1s);
  REQUIRE(updates == 1);
  want("three");
  pass(1s);
  want("four");
  pass(1s);
  CHECK(updates == 1);
  finish_update();
  pass(1s);
  CHECK(updates == 2);
  finish_update();
  pass(1s);
  CHECK(serving() == name_of("four"));
}

TEST_CASE_METHOD(one_cluster, "a change that comes before Swarm has begun an update waits for the update") {
  apply("one");
  begins_at_once = false;
  want("two");
  pass(100ms);
  want("three");
  pass(500ms);
  CHECK(updates == 1);
  live->update_state = "updating";
  pass(5s);
  CHECK(updates == 1);
  finish_update();
  pass(5s);
  CHECK(updates == 2);
}

TEST_CASE_METHOD(one_cluster, "a write whose answer was lost may have succeeded, so the update is awaited") {
  apply("one");
  begins_at_once = false;
  loses_answers = true;
  want("two");
  REQUIRE(updates == 1);
  loses_answers = false;
  pass(50ms);
  want("three"); // Swarm has not begun the update
  CHECK(updates == 1);
  live->update_state = "updating";
  live->update_started = "1";
  pass(5s);
  CHECK(updates == 1);
  finish_update();
  pass(1s);
  CHECK(updates == 2);
}

TEST_CASE_METHOD(one_cluster, "the time for an update to begin starts at the engine's answer") {
  apply("one");
  begins_at_once = false;
  answers_slowly = true;
  want("two");
  pass(5s);
  want("three");
  answer_write();
  pass(500ms);
  CHECK(updates == 1);
  pass(1s);
  CHECK(updates == 2); // Swarm began no update
}

TEST_CASE_METHOD(one_cluster, "an update that replaced another is awaited for as long") {
  apply("one");
  want("two");
  pass(1s);
  want("three");
  pass(40s);
  REQUIRE(updates == 2);
  want("four");
  pass(25s);
  CHECK(updates == 2);
  pass(15s);
  CHECK(updates == 3);
}

TEST_CASE_METHOD(one_cluster, "an update that does not end in time is replaced by the desired one") {
  apply("one");
  want("two");
  pass(1s);
  want("three");
  pass(40s);
  CHECK(updates == 2);
}

TEST_CASE_METHOD(one_cluster, "an update waits for converging applications, up to a maximum") {
  apply("one");
  want("two", false);
  pass(5s);
  CHECK(updates == 0);
  SECTION("and starts when they have converged") {
    want("three", true);
    pass(1s);
    CHECK(updates == 1);
  }
  SECTION("and starts at the maximum if they have not") {
    pass(15s);
    CHECK(updates == 1);
  }
}

TEST_CASE_METHOD(one_cluster, "a deleted service is created again") {
  apply("one");
  live.reset();
  tasks.clear();
  pass(5s);
  CHECK(creates == 2);
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(one_cluster, "a call that the engine refuses is not repeated at once, but after a minute") {
  apply("one");
  refuse_service = "network shop not found";
  want("two");
  pass(30s);
  CHECK(updates == 0);
  CHECK(report.found.at(0).what.find("network shop not found") != std::string::npos);
  refuse_service.reset();
  pass(40s);
  CHECK(updates == 1);
}

TEST_CASE_METHOD(one_cluster, "after a conflict the service is observed and reconciled again") {
  apply("one");
  conflict_once = true;
  apply("two");
  CHECK(updates == 1);
  CHECK(serving() == name_of("two"));
}

TEST_CASE_METHOD(one_cluster, "an unreachable engine is called with a growing backoff, until it answers") {
  apply("one");
  unreachable = true;
  want("two");
  pass(60s);
  CHECK(report.state == health::degraded);
  CHECK(observations < 30);
  unreachable = false;
  pass(60s);
  finish_update();
  pass(5s);
  CHECK(serving() == name_of("two"));
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(one_cluster, "a service of the same name with another owner is never changed") {
  live = live_service{"foreign", "interlock-proxy-us-east", 7, false, {}, {}, "", "", "", {}};
  apply("one");
  CHECK(creates + updates == 0);
  CHECK(live->version == 7);
  CHECK(report.found.at(0).hint.find("--label-add type=") != std::string::npos);
}

TEST_CASE_METHOD(one_cluster, "an operator's constraint causes no update, and the next update keeps it") {
  apply("one");
  live->spec.constraints.insert("node.labels.region==us-east");
  pass(10s);
  CHECK(updates == 0);
  apply("two");
  CHECK(live->spec.constraints.contains("node.labels.region==us-east"));
}

TEST_CASE_METHOD(one_cluster, "a network that an operator removed is added again") {
  want("one", true, {{"net-demo", "demo", false}});
  pass(5s);
  live->spec.networks.clear();
  pass(5s);
  CHECK(live->spec.networks.contains("net-demo"));
  finish_update();
  pass(5s);
  CHECK(report.applies.at("heal_applied") == 1);
}

TEST_CASE_METHOD(one_cluster, "old config objects are removed, the one in use and the last few stay") {
  for (int i = 0; i < 10; ++i)
    apply("text " + std::to_string(i));
  pass(1min);
  CHECK(configs.size() == 4);
  CHECK(config("text 9"));
  CHECK(config("text 6"));
  CHECK_FALSE(config("text 5"));
}

TEST_CASE_METHOD(one_cluster, "config objects that this core did not create stay, whatever cluster they name") {
  const std::string prefix = owned::config_prefix;
  for (const auto* name : {"a", "b", "c", "d"}) {
    const auto n = std::to_string(configs.size());
    configs.push_back({"by-hand-" + n, prefix + name, "0", 1, {{owned::cluster_label, "us-east"}}});
    label_map another{{owned::type_label, owned::config_type}, {owned::cluster_label, "us-east"}};
    another[owned::core_label] = "another-core";
    configs.push_back({"another-" + n, prefix + name + '2', "0", 1, another});
  }
  for (int i = 0; i < 6; ++i)
    apply("text " + std::to_string(i));
  pass(1min);
  CHECK(configs.size() == 8 + 4);
}

TEST_CASE_METHOD(one_cluster, "tasks that do not run are reported with their error") {
  tasks_start = false;
  apply("one");
  pass(2min);
  CHECK(report.state == health::degraded);
  CHECK(report.why.find("no suitable node") != std::string::npos);
  tasks_start = true;
  tasks[0].state = "running";
  pass(1min);
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(one_cluster, "an update is not applied while a task serves an old configuration") {
  apply("one");
  const auto old = tasks.front();
  want("two");
  pass(1s);
  finish_update();
  tasks.push_back(old);
  pass(1s);
  CHECK(report.applied < report.desired);
  pass(2min);
  CHECK(report.state == health::degraded);
  CHECK(report.why.find("1 with another configuration") != std::string::npos);
  tasks.pop_back();
  pass(1min);
  CHECK(report.state == health::ok);
  CHECK(report.applied == report.desired);
}

TEST_CASE_METHOD(one_cluster, "a write whose update Swarm has not begun is not applied") {
  apply("one");
  begins_at_once = false;
  want("one", true, {{"net-demo", "demo", false}}); // the same configuration, so the old tasks look like the new ones
  pass(500ms);
  CHECK(report.applied < report.desired);
  pass(2s);
  CHECK(report.applied == report.desired);
}
