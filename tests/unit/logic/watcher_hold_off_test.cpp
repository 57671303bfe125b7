// The time at which the watcher publishes changes.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/watcher_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {
struct watched_web : two_cluster_swarm {
  watched_web() {
    add("web", "us-east");
    run_task("web");
    start();
    quiet();
  }
  void relabel(const std::string& host) {
    services["web"].labels["com.docker.lb.hosts"] = host;
    send_update_event("web");
    pass(10ms);
  }
  std::string host() const { return last_view("us-east")->services.front().labels.at("com.docker.lb.hosts"); }
};
} // namespace

TEST_CASE_METHOD(two_cluster_swarm, "many events cause few views") {
  for (int i = 0; i < 50; ++i) {
    add("web" + std::to_string(i), "us-east");
    run_task("web" + std::to_string(i));
  }
  start();
  quiet();
  for (int i = 0; i < 10000; ++i) {
    send_update_event("web" + std::to_string(i % 50));
    pass(1ms);
  }
  CHECK(published.size() < 50);
}

TEST_CASE_METHOD(watched_web, "reads without a change do not delay a pending change") {
  relabel("first.local");
  const auto before = published.size();
  relabel("second.local"); // soon after the first, so it waits for 100 ms without a change
  CHECK(published.size() == before);
  for (int i = 0; i < 12; ++i) {
    send_update_event("web");
    pass(10ms);
  }
  REQUIRE(published.size() == before + 1);
  CHECK(host() == "second.local");
}

TEST_CASE_METHOD(watched_web, "a change right after the last one has settled does not wait") {
  relabel("first.local");
  while (!last_view("us-east")->settled)
    pass(1ms);
  relabel("second.local");
  CHECK(host() == "second.local");
}
