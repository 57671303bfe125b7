// An update that Swarm rejected half way leaves tasks that differ from the service's spec.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/proxy_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct half_way : proxy_model {
  half_way() : proxy_model(with_core()) {
    apply("one", {shop});
    want("two"); // leaves the network
    pass(5s);
    leave_half_way();
    pass(5s);
  }
  bool tasks_are_what_the_service_says() const {
    const auto bootstrap = bootstrap_of(live->spec);
    return std::all_of(tasks.begin(), tasks.end(), [&](const service_task& t) {
      return bootstrap_config{t.config, t.bootstrap_index} == bootstrap;
    });
  }
};

} // namespace

TEST_CASE_METHOD(half_way, "an update that Swarm left half way is not repeated, and is reported") {
  CHECK(updates == 1);
  CHECK_FALSE(tasks_are_what_the_service_says());
  pass(10min);
  CHECK(updates == 1);
  CHECK(report.state == health::degraded);
}

TEST_CASE_METHOD(half_way, "all tasks are replaced if the spec is as desired, but tasks differ from it") {
  want("three", true, {shop}); // on the network again, which one of the tasks left
  pass(5s);
  CHECK(updates == 2);
  CHECK(events.back().find("an update was left half way") != std::string::npos);
  finish_update();
  pass(5s);
  CHECK(tasks_are_what_the_service_says());
  CHECK(report.state == health::ok);
  CHECK(texts_served() == std::vector<std::string>{"three", "three"});
  pass(10min);
  CHECK(updates == 2);
}

TEST_CASE_METHOD(half_way, "a new core replaces them too") {
  restart_core();
  want("three", true, {shop});
  pass(5s);
  CHECK(updates == 2);
}
