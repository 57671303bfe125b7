#include "tests/actors/actor_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct pushing_fixture : actor_fixture {
  std::shared_ptr<memory_tasks> stream = std::make_shared<memory_tasks>();
  pushing_fixture() {
    deps().tasks = stream;
    swarm.add("web", "us-east");
    start();
  }
  void push(const swarm_task& t) {
    REQUIRE(stream->sink);
    stream->sink(std::vector<task_change>{{t, true}});
  }
  static swarm_task another() { return {"task-2", "web", "node", "running", {{"net", "10.0.0.9"}}, {}, {}, 7}; }
};

} // namespace

TEST_CASE_METHOD(pushing_fixture, "a pushed task is a target without any listing") {
  CHECK(snapshot->watcher->tasks_pushed);
  push(another());
  pass(50ms);
  CHECK(cluster(0).routes->targets == 2);
}

TEST_CASE_METHOD(pushing_fixture, "a watcher that was restarted follows the stream again") {
  kill("watcher");
  pass(5s);
  CHECK(stream->follows == 2);
  CHECK(snapshot->watcher->tasks_pushed);
  push(another());
  pass(50ms);
  CHECK(cluster(0).routes->targets == 2);
}

TEST_CASE_METHOD(pushing_fixture, "a stream that has lost a change is opened anew, and its listing stands") {
  swarm.tasks.push_back(another());
  pass(60s);
  CHECK(stream->follows == 2);
  CHECK(snapshot->watcher->task_missed_updates == 1);
  CHECK(snapshot->watcher->tasks_pushed);
  CHECK(cluster(0).routes->targets == 2);
}
