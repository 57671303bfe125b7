#include "tests/support/catch.hpp"
#include "tests/unit/logic/pushing_swarm.hpp"

#include <random>

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(pushing_swarm, "a pushed running task is in the view at once, without a read") {
  connect();
  push({start_task("web", "starting")});
  CHECK(published.size() == 1); // the view is no longer settled
  pass(200ms);
  push({move_to("task-2", "running")});
  pass(0ms);
  CHECK(routed() == "task-1 task-2");
  CHECK(reads.empty());
}

TEST_CASE_METHOD(pushing_swarm, "a task leaves the view when its desired state leaves running, while it still runs") {
  push({start_task("web")});
  connect();
  push({stop("task-1")});
  pass(0ms);
  CHECK(routed() == "task-2");
  CHECK(reads.empty());
}

TEST_CASE_METHOD(pushing_swarm, "pushed tasks are read at every tenth resync only") {
  connect();
  CHECK(report.tasks_pushed);
  pass(60s);
  CHECK(reads["services"] >= 19);
  CHECK(reads["tasks"] == 2);
  CHECK(report.task_missed_updates == 0);
}

TEST_CASE_METHOD(pushing_swarm, "if tasks are pushed, a changed service is not read repeatedly") {
  connect();
  services["web"].replicas = 2;
  services["web"].updating = true;
  send_update_event("web");
  pass(2s);
  CHECK_FALSE(last_view("us-east")->settled);
  push({start_task("web")});
  services["web"].updating = false;
  send_update_event("web");
  pass(500ms);
  CHECK(routed() == "task-1 task-2");
  CHECK(last_view("us-east")->settled);
  CHECK(reads["tasks"] == 0);
  CHECK(reads["services"] <= 3);
}

TEST_CASE_METHOD(pushing_swarm, "the tasks of a newly routed service are read once") {
  services["api"].id = services["api"].name = "api";
  run_task("api");
  connect();
  add("api", "us-east");
  send_update_event("api");
  pass(1s);
  CHECK(routed() == "task-2 task-1"); // by service: api, web
  CHECK(reads["tasks"] == 1);
  CHECK(ids_in_last_task_read == 1);
}

TEST_CASE_METHOD(pushing_swarm, "changes that are pushed late, twice or in the wrong order are ignored") {
  connect();
  const auto started = start_task("web"), stopped = stop("task-2");
  SECTION("in the wrong order") { push({stopped, started}); }
  SECTION("twice") { push({started, stopped, started, stopped}); }
  SECTION("late") {
    push({started, stopped});
    pass(10s);
    push({started});
  }
  pass(200ms);
  CHECK(routed().find("task-2") == std::string::npos);
  const auto preparing = move_to("task-1", "preparing"), running = move_to("task-1", "running");
  push({running, preparing});
  pass(200ms);
  CHECK((published.empty() || routed() == "task-1"));
}

// A manager that has just started pushes old changes, while its listings come from the leader.

TEST_CASE_METHOD(pushing_swarm, "a pushed change that is older than the listing is ignored") {
  const auto started = start_task("web"), running = move_to("task-2", "running"), stopped = stop("task-2");
  move_to("task-1", "running");
  connect();
  push({started, running});
  pass(200ms);
  CHECK(published.empty());
  push({stopped});
  pass(60s);
  CHECK(published.empty());
  CHECK(report.task_missed_updates == 0);
  CHECK(report.tasks_pushed);
}

TEST_CASE_METHOD(pushing_swarm, "a change that is pushed during a full listing is in the view, and stays") {
  connect();
  pass(29s); // shortly before tasks are read
  for (int i = 0; i < 60; ++i) {
    push({start_task("web"), stop(tasks.front().id)});
    pass(37ms);
  }
  pass(200ms);
  CHECK(routed() == tasks.front().id);
  CHECK(report.task_missed_updates == 0);
  CHECK(stream_restarts == 0);
}

TEST_CASE_METHOD(pushing_swarm,
                 "lost changes are found and counted, and tasks are polled until the stream is open again") {
  connect();
  start_task("web");
  SECTION("a start that was lost") {}
  SECTION("a stop that was lost") { stop("task-1"); }
  SECTION("silence without end") {
    for (int i = 0; i < 100; ++i)
      move_to("task-1", i % 2 ? "running" : "starting");
  }
  pass(40s);
  CHECK(routed() == (tasks.size() == 1 ? "task-2" : "task-1 task-2"));
  CHECK(report.task_missed_updates >= 1);
  CHECK(report.task_stream_ends["missed_updates"] == 1);
  CHECK(stream_restarts == 1);
  CHECK_FALSE(report.tasks_pushed);
  quiet();
  pass(10s);
  CHECK(reads["tasks"] >= 3);
  hear(task_stream_up{});
  pass(100ms);
  CHECK(report.tasks_pushed);
}

TEST_CASE_METHOD(pushing_swarm, "a change that the listing had first, and that is pushed later, is not lost") {
  connect();
  for (int i = 0; i < 40; ++i) {
    const auto started = start_task("web"), stopped = stop(tasks.front().id);
    pass(900ms);
    push({started, stopped});
    pass(100ms);
  }
  CHECK(report.task_missed_updates == 0);
  CHECK(stream_restarts == 0);
}

TEST_CASE_METHOD(pushing_swarm, "a pushed task on an unknown node causes a read of the nodes") {
  connect();
  nodes.push_back({"node-2", "w-01", "192.168.0.8", true});
  auto started = start_task("web");
  tasks.back().node_id = started.task.node_id = "node-2";
  push({started});
  pass(300ms);
  REQUIRE(last_view("us-east"));
  CHECK(last_view("us-east")->services.at(0).tasks.at(1).node_address == "192.168.0.8");
}

TEST_CASE_METHOD(pushing_swarm, "after lost, repeated and reordered changes the view finally equals the Swarm") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto chance = [&](int percent) { return std::uniform_int_distribution{1, 100}(random) <= percent; };
  connect();
  std::vector<task_change> delayed;
  for (int i = 0; i < 400; ++i) {
    std::vector<task_change> batch;
    if (tasks.empty() || chance(50))
      batch.push_back(start_task("web", chance(50) ? "running" : "starting"));
    else
      batch.push_back(chance(50) ? stop(tasks[random() % tasks.size()].id)
                                 : move_to(tasks[random() % tasks.size()].id, "running"));
    auto& into = chance(20) ? delayed : batch;
    if (chance(20))
      into.push_back(batch.front());
    if (chance(30))
      batch.insert(batch.end(), delayed.begin(), delayed.end());
    std::shuffle(batch.begin(), batch.end(), random);
    if (!chance(3))
      push(batch);
    if (chance(2))
      hear(task_stream_down{"lost", "cut"});
    else if (!report.tasks_pushed && chance(20))
      hear(task_stream_up{});
    pass(milliseconds(random() % 300));
  }
  pass(40s); // a tenth resync, and the timeout after it
  std::set<std::string> expected, seen;
  for (const auto& t : tasks)
    if (t.state == "running")
      expected.insert(t.id);
  for (const auto& t : last_view("us-east")->services.at(0).tasks)
    seen.insert(t.id);
  CHECK(seen == expected);
}
