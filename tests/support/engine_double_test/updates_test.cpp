#include "tests/support/catch.hpp"
#include "tests/support/engine_double_test/engine_fixture.hpp"

using namespace signalbox;

TEST_CASE_METHOD(engine_fixture, "stop-first: the old task has stopped before the new one starts") {
  create(spec("web"));
  engine.settle();
  CHECK(set_image("web", "app:2") == 200);
  CHECK(update_state("web") == "updating");
  CHECK(tasks("web", "running").empty());
  bool together = false;
  for (int i = 0; i < 100; ++i, engine.advance(milliseconds(20))) {
    int alive = 0;
    for (const auto& t : tasks("web"))
      alive += t["Status"]["State"] == "running" || t["Status"]["State"] == "starting";
    together = together || alive > 1;
  }
  CHECK(!together);
  engine.settle();
  CHECK(update_state("web") == "completed");
  CHECK(running("web")[0]["Spec"]["ContainerSpec"]["Image"] == "app:2");
  CHECK(service("web")["PreviousSpec"]["TaskTemplate"]["ContainerSpec"]["Image"] == "app:1");
}

TEST_CASE_METHOD(engine_fixture, "start-first: there is always a running task") {
  auto s = spec("web");
  s["UpdateConfig"]["Order"] = "start-first";
  create(s);
  engine.settle();
  set_image("web", "app:2");
  for (int i = 0; i < 100; ++i, engine.advance(milliseconds(20)))
    REQUIRE(running("web").size() == 1);
  engine.settle();
  CHECK(running("web")[0]["Spec"]["ContainerSpec"]["Image"] == "app:2");
}

TEST_CASE_METHOD(engine_fixture,
                 "an update goes slot by slot with its delay, and is complete after the monitoring time") {
  auto s = spec("web", 3);
  s["UpdateConfig"]["Delay"] = 1'000'000'000;
  create(s);
  engine.settle();
  set_image("web", "app:2");
  engine.advance(milliseconds(2500)); // the first has run since 1.8 s, its delay ends at 2.8 s
  CHECK(running("web").size() == 3);
  engine.advance(milliseconds(400));
  CHECK(tasks("web", "running").size() == 2);
  engine.advance(milliseconds(6000));
  CHECK(update_state("web") == "updating");
  engine.settle();
  CHECK(update_state("web") == "completed");
  CHECK(service("web")["UpdateStatus"]["Message"] == "update completed");
}

TEST_CASE_METHOD(engine_fixture, "a failing update pauses and names the task") {
  auto s = spec("web", 2);
  s["UpdateConfig"]["Delay"] = 1'000'000'000; // otherwise the next slot would start before the first has failed
  create(s);
  engine.settle();
  set_image("web", "dies-at-once:1");
  engine.advance(seconds(3));
  auto status = service("web")["UpdateStatus"];
  CHECK(status["State"] == "paused");
  CHECK(status["Message"].get<std::string>().rfind("update paused due to failure or early termination of task ", 0) ==
        0);
  CHECK(running("web").size() == 1);
  set_image("web", "app:3");
  engine.settle();
  CHECK(update_state("web") == "completed");
  CHECK(running("web").size() == 2);
}

TEST_CASE_METHOD(engine_fixture, "a failing update rolls back if it is told to") {
  auto s = spec("web", 2);
  s["UpdateConfig"]["FailureAction"] = "rollback";
  create(s);
  engine.settle();
  set_image("web", "no-such:1");
  engine.advance(seconds(2));
  CHECK(update_state("web") == "rollback_started");
  CHECK(service("web")["UpdateStatus"]["Message"].get<std::string>().rfind("update rolled back due to failure", 0) ==
        0);
  CHECK(!service("web").contains("PreviousSpec"));
  engine.settle();
  CHECK(update_state("web") == "rollback_completed");
  CHECK(service("web")["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"] == "app:1");
  CHECK(running("web").size() == 2);
}

TEST_CASE_METHOD(engine_fixture, "an image that never starts leaves the update where it is") {
  create(spec("web", 2));
  engine.settle();
  set_image("web", "never-starts:1");
  engine.advance(std::chrono::hours(1));
  CHECK(update_state("web") == "updating");
  CHECK(running("web").size() == 1);
}

TEST_CASE_METHOD(engine_fixture, "a newer update takes over from one in flight") {
  create(spec("web", 3));
  engine.settle();
  set_image("web", "never-starts:1");
  engine.advance(seconds(3));
  set_image("web", "app:2");
  engine.settle();
  CHECK(update_state("web") == "completed");
  CHECK(running("web").size() == 3);
  for (const auto& t : running("web"))
    CHECK(t["Spec"]["ContainerSpec"]["Image"] == "app:2");
}

TEST_CASE_METHOD(engine_fixture, "labels and placement alone replace no task and clear the update status") {
  create(spec("web"));
  engine.settle();
  set_image("web", "app:2");
  engine.settle();
  auto id = running("web")[0]["ID"];
  update("web", [](json& s) { s["Labels"] = {{"a", "b"}}; });
  update("web", [](json& s) { s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.role!=nobody"}}}; });
  engine.settle();
  CHECK(running("web")[0]["ID"] == id);
  CHECK(!service("web").contains("UpdateStatus"));
}

TEST_CASE_METHOD(engine_fixture, "a constraint that excludes the node moves the task") {
  create(spec("web"));
  engine.settle();
  update("web", [](json& s) { s["TaskTemplate"]["Placement"] = {{"Constraints", {"node.hostname==lb-01"}}}; });
  engine.settle();
  REQUIRE(running("web").size() == 1);
  CHECK(running("web")[0]["NodeID"] == get("/nodes/lb-01")["ID"]);
}

TEST_CASE_METHOD(engine_fixture, "a rollback on request goes back to the previous specification") {
  create(spec("web"));
  engine.settle();
  set_image("web", "app:2");
  engine.settle();
  auto s = service("web");
  auto answer = engine.call("POST", "/services/web/update?rollback=previous&version=" + s["Version"]["Index"].dump(),
                            s["Spec"].dump());
  CHECK(answer.status == 200);
  CHECK(service("web")["UpdateStatus"]["Message"] == "manually requested rollback");
  engine.settle();
  CHECK(update_state("web") == "rollback_completed");
  CHECK(running("web")[0]["Spec"]["ContainerSpec"]["Image"] == "app:1");
}
