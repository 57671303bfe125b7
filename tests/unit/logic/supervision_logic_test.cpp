#include "actors/supervision/supervision_logic.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE("the first restart is immediate, further ones back off") {
  restart_record r{{}};
  r.started(t0, {});
  CHECK(r.terminated(termination::exception, "boom", t0) == 0ms);
  CHECK(r.terminated(termination::exception, "boom", t0) == 50ms);
  CHECK(r.terminated(termination::exception, "boom", t0) == 100ms);
  CHECK(r.report().restarts == 3);
  CHECK(r.report().last_cause == "boom");
}

TEST_CASE("with its budget used up a child is degraded, at the longest backoff") {
  restart_record r{{}};
  auto now = t0;
  milliseconds pause{0};
  for (int i = 0; i < 20; ++i) {
    r.started(now, {});
    pause = r.terminated(termination::exception, "boom", now);
    now += 1ms;
  }
  CHECK(r.report().state == child_state::degraded);
  CHECK(pause == 10s);
}

TEST_CASE("a child that ran long enough has its budget again") {
  restart_record r{{}};
  for (int i = 0; i < 20; ++i)
    r.terminated(termination::exception, "boom", t0);
  r.started(t0 + 1s, {});
  CHECK(r.report().state == child_state::running);
  CHECK(r.terminated(termination::exception, "boom", t0 + 12s) == 0ms);
  CHECK(r.report().state == child_state::restarting);
}

TEST_CASE("deaths are counted by kind, and each reduces the budget") {
  const auto noon = std::chrono::system_clock::from_time_t(1700000000);
  restart_record r{{}};
  CHECK(r.report().causes ==
        std::map<std::string, std::uint64_t>{{"exception", 0}, {"killed", 0}, {"not_started", 0}, {"other", 0}});
  r.started(t0, noon);
  CHECK(r.report().last_start == noon);
  CHECK(r.report().budget_left == 5);
  r.terminated(termination::killed, "kill", t0 + 1s);
  r.started(t0 + 1s, noon + 1s);
  r.terminated(termination::exception, "boom", t0 + 2s);
  r.terminated(termination::not_started, "boom", t0 + 2s);
  CHECK(r.report().causes ==
        std::map<std::string, std::uint64_t>{{"exception", 1}, {"killed", 1}, {"not_started", 1}, {"other", 0}});
  CHECK(r.report().last_start == noon + 1s);
  CHECK(r.report().budget_left == 2);
  for (int i = 0; i < 9; ++i)
    r.terminated(termination::other, "boom", t0 + 3s);
  CHECK(r.report().budget_left == 0);
  r.started(t0 + 3s, noon + 3s);
  r.terminated(termination::other, "boom", t0 + 60s);
  CHECK(r.report().budget_left == 4);
}
