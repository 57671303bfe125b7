#include "actors/supervision/supervision_logic.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {
const instant t0{};
}

TEST_CASE("the first restart is immediate, further ones back off") {
  restart_record r{{}};
  r.started(t0);
  CHECK(r.died("boom", t0) == 0ms);
  CHECK(r.died("boom", t0) == 50ms);
  CHECK(r.died("boom", t0) == 100ms);
  CHECK(r.report().restarts == 3);
  CHECK(r.report().last_cause == "boom");
}

TEST_CASE("a used-up budget means degraded, at the longest backoff, for ever") {
  restart_record r{{}};
  auto now = t0;
  milliseconds pause{0};
  for (int i = 0; i < 20; ++i) {
    r.started(now);
    pause = r.died("boom", now);
    now += 1ms;
  }
  CHECK(r.report().state == child_report::standing::degraded);
  CHECK(pause == 10s);
}

TEST_CASE("a child that ran long enough is forgiven") {
  restart_record r{{}};
  for (int i = 0; i < 20; ++i)
    r.died("boom", t0);
  r.started(t0 + 1s);
  CHECK(r.report().state == child_report::standing::running);
  CHECK(r.died("boom", t0 + 12s) == 0ms);
  CHECK(r.report().state == child_report::standing::restarting);
}
