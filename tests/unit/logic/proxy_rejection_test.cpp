// An update that Swarm rejected is not repeated, unless the service is absent.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/one_cluster.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_cluster, "an update that Swarm rolled back is rejected and not repeated") {
  apply("one");
  roll_back = true;
  apply("bad");
  CHECK(report.state == health::degraded);
  CHECK(report.applies.at("update_rejected") == 1);
  CHECK(serving() == name_of("one"));
  pass(10min);
  CHECK(updates == 1);

  SECTION("also not by a new core") {
    restart_core();
    apply("bad");
    pass(10min);
    CHECK(updates == 1);
    CHECK(report.state == health::degraded);
    CHECK(config("bad")->labels.contains(owned::rejected_label));
  }
  SECTION("until another configuration is desired") {
    roll_back = false;
    apply("good");
    CHECK(serving() == name_of("good"));
    CHECK(report.state == health::ok);
    CHECK(report.found.empty());
  }
}

TEST_CASE_METHOD(one_cluster, "an update that Swarm rolled back is not repeated, though its answer was lost") {
  apply("one");
  roll_back = true;
  loses_answers = true;
  apply("bad");
  pass(10min);
  CHECK(updates == 1);
  CHECK(report.applies.at("update_rejected") == 1);
  CHECK(report.state == health::degraded);
}

TEST_CASE_METHOD(one_cluster, "the number of config objects of rejected configurations is limited") {
  apply("good");
  roll_back = true;
  for (int i = 0; i < 10; ++i)
    apply("bad " + std::to_string(i));
  pass(1min);
  CHECK(updates == 10);
  CHECK(configs.size() == 5); // the serving one, the desired one, the last three
  CHECK(config("good"));
  CHECK(config("bad 9")->labels.contains(owned::rejected_label));
}

TEST_CASE_METHOD(one_cluster, "the number of config objects of paused updates is limited") {
  apply("good");
  pause = true;
  for (int i = 0; i < 10; ++i)
    apply("bad " + std::to_string(i));
  pass(1min);
  CHECK(updates == 10);
  CHECK(report.state == health::degraded);
  CHECK(configs.size() == 4); // the one at which Swarm paused, the last three
}

TEST_CASE_METHOD(one_cluster, "an absent service is created, although Swarm rejected an update to the same spec") {
  apply("one");
  roll_back = true;
  apply("two");
  REQUIRE(report.state == health::degraded);
  live.reset();
  tasks.clear();
  SECTION("by the same core") {}
  SECTION("by a new core") { restart_core(), apply("two"); }
  pass(5s);
  CHECK(creates == 2);
  CHECK(serving() == name_of("two"));
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(one_cluster, "a rejected configuration that serves now may be applied again") {
  apply("one");
  roll_back = true;
  apply("two");
  live.reset();
  tasks.clear();
  pass(10s);
  REQUIRE(serving() == name_of("two"));
  roll_back = false;
  apply("three");
  apply("two");
  CHECK(serving() == name_of("two"));
  CHECK(report.state == health::ok);
}
