#include "adapters/swarmkit/swarmkit.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/swarmkit/event_box.hpp"
#include "tests/unit/swarmkit/manager_double.hpp"

#include <filesystem>
#include <fstream>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr int permission_denied = 7, out_of_range = 11, unavailable = 14, never = -1;

struct stream_fixture : manager_double {
  event_box heard;
  std::unique_ptr<subscription> follow(std::chrono::milliseconds timeout = 10s) {
    task_stream_options fast;
    fast.timeout = timeout;
    fast.backoff_least = 1ms;
    fast.backoff_most = 20ms;
    return make_task_stream({socket(), certificates()}, fast)->follow(heard.sink());
  }
};

} // namespace

TEST_CASE_METHOD(stream_fixture, "each change of a task is pushed, with all fields that a target needs") {
  const auto following = follow();
  REQUIRE(heard.ends_with({"up"}));
  REQUIRE(has_watchers(1));
  push({{"a", "web", 7, 448}, {"b", "web", 7, 64}});
  push({{"a", "web", 8, 512, 512, 2, "10.0.1.9/24", 30080, "shop.pem"}});
  REQUIRE(heard.ends_with({"up", "a 7 starting", "b 7 pending", "a 8 running"}));
  const swarm_task expected{"a",          "web", "node", "running", {{"net", "10.0.1.9"}}, {{"tcp", 80, 30080, true}},
                            {"shop.pem"}, 8};
  CHECK(heard.last_task() == expected);
}

TEST_CASE_METHOD(stream_fixture, "a task is gone when its desired state leaves running, although it still runs") {
  const auto following = follow();
  REQUIRE(has_watchers(1));
  push({{"a", "web", 9, 512, 640}});
  push({{"b", "web", 9, 512, 512, 4}});
  push({{"c", "web", 9, 384, 384}});
  CHECK(heard.ends_with({"up", "a 9 gone", "b 9 gone", "c 9 gone"}));
}

TEST_CASE_METHOD(stream_fixture, "only changes of tasks are requested, from now on") {
  const auto following = follow();
  REQUIRE(has_watchers(1));
  end_calls(0);
  REQUIRE(heard.ends_with({"up", "down lost", "up"}));
  CHECK(requests() == std::vector<std::string>{"task 7", "task 7"});
}

TEST_CASE_METHOD(stream_fixture, "a stream that was cut resumes after the last pushed change") {
  const auto following = follow();
  REQUIRE(has_watchers(1));
  push({{"a", "web", 3}, {"b", "web", 5}});
  REQUIRE(heard.ends_with({"a 3 running", "b 5 running"}));
  SECTION("with the missed changes") {
    refuse_calls(never);
    end_calls(unavailable);
    REQUIRE(heard.ends_with({"down lost"}));
    push({{"c", "web", 9}});
    refuse_calls(0);
    CHECK(heard.ends_with({"b 5 running", "down lost", "up, resumed", "c 9 running"}));
    CHECK(requests() == std::vector<std::string>{"task 7", "task 7 from 5"});
  }
  SECTION("or starts anew, if the manager's log is compacted") {
    compact_log(7);
    end_calls(unavailable);
    CHECK(heard.ends_with({"b 5 running", "down lost", "down compacted", "up"}));
    CHECK(requests() == std::vector<std::string>{"task 7", "task 7 from 5", "task 7"});
  }
}

TEST_CASE_METHOD(stream_fixture, "a stream that was cut is opened again, and reports the cause") {
  const auto following = follow();
  REQUIRE(has_watchers(1));
  SECTION("the manager stopped") {
    end_calls(unavailable, "the manager is stopped");
    CHECK(heard.ends_with({"up", "down lost", "up"}));
    CHECK(heard.last_why() == "the manager is stopped");
  }
  SECTION("the log was compacted") {
    end_calls(out_of_range, "changes have been compacted");
    CHECK(heard.ends_with({"up", "down compacted", "up"}));
  }
  SECTION("the engine restarts") {
    stop();
    CHECK(heard.ends_with({"down unreachable", "down unreachable"}));
    start();
    CHECK(heard.ends_with({"down unreachable", "up"}));
  }
  REQUIRE(has_watchers(1));
  push({{"a", "web", 3}});
  CHECK(heard.ends_with({"up", "a 3 running"}));
}

TEST_CASE_METHOD(stream_fixture, "a renewed certificate is read at the next connect") {
  const auto following = follow();
  REQUIRE(has_watchers(1));
  stop();
  renew_certificates();
  start();
  CHECK(heard.ends_with({"up"}));
  REQUIRE(has_watchers(1));
  push({{"a", "web", 3}});
  CHECK(heard.ends_with({"a 3 running"}));
}

TEST_CASE_METHOD(stream_fixture, "an authority that the manager does not share is refused, in both directions") {
  stop();
  start(); // with the first certificates
  renew_certificates();
  const auto following = follow(); // with the renewed ones
  CHECK(heard.ends_with({"down refused", "down refused"}));
}

TEST_CASE_METHOD(stream_fixture, "a call that the manager refuses is reported as refused, and retried") {
  refuse_calls(permission_denied, "unauthorized peer role");
  const auto following = follow();
  CHECK(heard.ends_with({"down refused", "down refused"}));
  CHECK(heard.last_why() == "unauthorized peer role");
  refuse_calls(0);
  CHECK(heard.ends_with({"down refused", "up"}));
}

TEST_CASE_METHOD(stream_fixture, "a call that the manager never answers is reported as silent, and retried") {
  refuse_calls(never);
  const auto following = follow(50ms);
  CHECK(heard.ends_with({"down silent", "down silent"}));
  refuse_calls(0);
  CHECK(heard.ends_with({"down silent", "up"}));
}

TEST_CASE_METHOD(stream_fixture, "missing mounts are found when they appear") {
  std::filesystem::rename(certificates(), folder() + "/elsewhere");
  const auto following = follow();
  CHECK(heard.ends_with({"down absent", "down absent"}));
  std::filesystem::rename(folder() + "/elsewhere", certificates());
  CHECK(heard.ends_with({"down absent", "up"}));
}

TEST_CASE_METHOD(stream_fixture, "the end of a subscription ends the call in each state") {
  SECTION("while it is open") {
    auto following = follow();
    REQUIRE(has_watchers(1));
    following.reset();
    CHECK(has_watchers(0));
    const auto heard_until_then = heard.lines();
    push({{"a", "web", 3}});
    CHECK(heard.lines() == heard_until_then);
  }
  SECTION("while the manager is silent") {
    refuse_calls(never);
    follow();
    CHECK(heard.lines().empty());
  }
  SECTION("during the backoff") {
    stop();
    auto following = make_task_stream({socket(), certificates()}, {10s, 1h, 1h})->follow(heard.sink());
    CHECK(heard.ends_with({"down unreachable"}));
  }
}
