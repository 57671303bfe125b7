#include "tests/support/catch.hpp"
#include "tests/unit/logic/pushing_swarm.hpp"

#include <random>

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(pushing_swarm, "a task that runs is in the view at once, and nothing is read for it") {
  connect();
  push({start_task("web", "starting")});
  CHECK(published.size() == 1); // its cluster is no longer settled
  pass(200ms);
  push({move_to("task-2", "running")});
  pass(0ms);
  CHECK(routed() == "task-1 task-2");
  CHECK(reads.empty());
}

TEST_CASE_METHOD(pushing_swarm, "a task leaves the view as soon as it is no longer meant to run, while it runs") {
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

TEST_CASE_METHOD(pushing_swarm, "a service that was touched is not read again and again where tasks are pushed") {
  connect();
  services["web"].replicas = 2;
  services["web"].updating = true;
  touched("web");
  pass(2s);
  CHECK_FALSE(last_view("us-east")->settled);
  push({start_task("web")});
  services["web"].updating = false;
  touched("web");
  pass(500ms);
  CHECK(routed() == "task-1 task-2");
  CHECK(last_view("us-east")->settled);
  CHECK(reads["tasks"] == 0);
  CHECK(reads["services"] <= 3);
}

TEST_CASE_METHOD(pushing_swarm, "the tasks of a service that is new to routing are read once") {
  services["api"].id = services["api"].name = "api";
  run_task("api");
  connect();
  add("api", "us-east");
  touched("api");
  pass(1s);
  CHECK(routed() == "task-2 task-1"); // by service: api, web
  CHECK(reads["tasks"] == 1);
  CHECK(ids_in_last_task_read == 1);
}

TEST_CASE_METHOD(pushing_swarm, "what is pushed late, twice or in the wrong order changes nothing") {
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

// A manager that has just started pushes what it missed, while its listings come from the leader.

TEST_CASE_METHOD(pushing_swarm, "what is pushed is not believed where the listing was newer") {
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

TEST_CASE_METHOD(pushing_swarm, "a change that comes while everything is read is in the view, and stays") {
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

TEST_CASE_METHOD(pushing_swarm, "what the stream has lost is found, counted, and tasks are read until it stands anew") {
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

TEST_CASE_METHOD(pushing_swarm, "a change that the listing had first is no difference if it is pushed after all") {
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

TEST_CASE_METHOD(pushing_swarm, "a task on a node that is not known yet has the node read") {
  connect();
  nodes.push_back({"node-2", "w-01", "192.168.0.8", true});
  auto started = start_task("web");
  tasks.back().node_id = started.task.node_id = "node-2";
  push({started});
  pass(300ms);
  REQUIRE(last_view("us-east"));
  CHECK(last_view("us-east")->services.at(0).tasks.at(1).node_address == "192.168.0.8");
}

TEST_CASE_METHOD(pushing_swarm, "whatever a stream loses, repeats or mixes up, the view is the Swarm in the end") {
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
