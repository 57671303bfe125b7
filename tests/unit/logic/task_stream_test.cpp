// The watcher's use of a task stream that opens and ends.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/pushing_swarm.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(pushing_swarm, "without the stream tasks are polled, and the reason is recorded once") {
  connect();
  hear(task_stream_down{"lost", "the manager has stopped"});
  CHECK_FALSE(report.tasks_pushed);
  CHECK(report.tasks_why == "the manager has stopped");
  hear(task_stream_down{"lost", "the manager has stopped"});
  CHECK(history == std::vector<std::string>{"tasks are polled: the manager has stopped"});
  CHECK(report.state == health::ok);
  start_task("web");
  pass(3100ms);
  CHECK(routed() == "task-1 task-2");
  hear(task_stream_up{});
  pass(100ms);
  CHECK(report.tasks_pushed);
  CHECK(report.task_stream_ends["lost"] == 2);
  CHECK(history.back() == "tasks are pushed by SwarmKit");
}

TEST_CASE_METHOD(pushing_swarm, "changes during a stream's outage are read before the stream is relied on again") {
  connect();
  hear(task_stream_down{"lost", "cut"});
  start_task("web");
  stop("task-1");
  hear(task_stream_up{});
  pass(100ms);
  CHECK(routed() == "task-2");
}

TEST_CASE_METHOD(pushing_swarm, "a resumed stream is relied on at once") {
  connect();
  failing = true; // every read fails meanwhile
  hear(task_stream_down{"lost", "cut"});
  const auto missed = start_task("web"), also = stop("task-1");
  SECTION("cut once") {}
  SECTION("cut again before it was open") { hear(task_stream_down{"unreachable", "nobody there"}); }
  CHECK(report.task_stream_resumes == 0);
  hear(task_stream_up{true});
  CHECK(report.tasks_pushed);
  CHECK(report.task_stream_resumes == 1);
  push({missed, also});
  pass(100ms);
  CHECK(routed() == "task-2");
  failing = false;
  pass(60s);
  CHECK(report.task_missed_updates == 0);
  CHECK(report.tasks_pushed);
}

TEST_CASE_METHOD(pushing_swarm, "a resumed stream is not relied on if it was not before") {
  SECTION("because no full listing succeeded while it was open") {
    start();
    quiet();
    failing = true;
    hear(task_stream_up{});
    hear(task_stream_down{"lost", "cut"});
  }
  SECTION("because a new stream was open in between") {
    connect();
    failing = true;
    hear(task_stream_down{"lost", "cut"});
    hear(task_stream_up{});
    hear(task_stream_down{"lost", "cut"});
  }
  hear(task_stream_up{true});
  pass(1s);
  CHECK_FALSE(report.tasks_pushed);
  failing = false;
  pass(10s);
  CHECK(report.tasks_pushed);
  CHECK(report.task_stream_resumes == 0);
}

TEST_CASE_METHOD(pushing_swarm, "an open stream is not relied on before a complete listing") {
  start();
  quiet();
  failing = true;
  hear(task_stream_up{});
  pass(20s);
  CHECK_FALSE(report.tasks_pushed);
  push({start_task("web")}); // its changes are used nevertheless
  pass(100ms);
  CHECK(routed() == "task-1 task-2");
  failing = false;
  pass(5s);
  CHECK(report.tasks_pushed);
}

TEST_CASE_METHOD(pushing_swarm, "missing mounts do not change the polling") {
  start();
  hear(task_stream_down{"absent", "no such file"});
  quiet();
  pass(60s);
  const auto polled = reads["tasks"];
  CHECK(polled == reads["services"]);
  CHECK(report.state == health::ok);
  CHECK(report.tasks_why == "no such file");
}
