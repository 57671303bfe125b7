#include "actors/timer.hpp"
#include "actors/watcher/convergence.hpp"
#include "actors/watcher/hold_off.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE("a timer is not set again while an earlier one is pending") {
  timer_slot a;
  REQUIRE(a.set(t0 + 100ms, t0));
  CHECK_FALSE(a.set(t0 + 200ms, t0));
  const auto earlier = a.set(t0 + 50ms, t0);
  REQUIRE(earlier);
  CHECK(earlier->in == 50ms);
  CHECK_FALSE(a.is_current(1)); // the first timer is stale
  CHECK(a.is_current(2));
  CHECK_FALSE(a.is_current(2));
}

TEST_CASE("a backoff doubles up to its maximum, and is reset after a success") {
  backoff b{50ms, 300ms};
  CHECK(b.next() == 50ms);
  CHECK(b.next() == 100ms);
  CHECK(b.next() == 200ms);
  CHECK(b.next() == 300ms);
  b.reset();
  CHECK(b.next() == 50ms);
}

TEST_CASE("the first change is published at once, later ones after a quiet time") {
  hold_off h{100ms, 500ms};
  h.changed(t0);
  CHECK(h.due() == t0);
  h.published();
  h.changed(t0 + 10ms);
  CHECK(h.due() == t0 + 100ms);
  h.changed(t0 + 60ms);
  CHECK(h.due() == t0 + 160ms);
}

TEST_CASE("continuous changes are published at the maximum hold-off") {
  hold_off h{100ms, 500ms};
  h.changed(t0);
  h.published();
  for (auto t = 10ms; t < 600ms; t += 50ms)
    h.changed(t0 + t);
  CHECK(h.due() == t0 + 510ms);
}

TEST_CASE("a change after a quiet time is published at once again") {
  hold_off h{100ms, 500ms};
  h.changed(t0);
  h.published();
  h.changed(t0 + 150ms);
  CHECK(h.due() == t0 + 150ms);
}

TEST_CASE("a change without effect on traffic is published at once, and does not delay others") {
  hold_off h{100ms, 500ms};
  h.changed_aside(t0);
  CHECK(h.due() == t0);
  h.published();
  h.changed(t0 + 10ms);
  CHECK(h.due() == t0 + 10ms);
  h.published();
  h.changed(t0 + 20ms);
  h.changed_aside(t0 + 30ms);
  CHECK(h.due() == t0 + 110ms);
}

TEST_CASE("a changed service is read often at first, then at intervals that grow with its age") {
  convergence c{{}};
  c.mark_changed("a", t0);
  CHECK(c.due() == t0);
  c.record_state("a", false, t0 + 1s);
  CHECK(c.due() == t0 + 1100ms);
  c.record_state("a", false, t0 + 20s);
  CHECK(c.due() == t0 + 20800ms);
  c.record_state("a", false, t0 + 10min);
  CHECK(c.due() == t0 + 10min + 3s);
}

TEST_CASE("a service that is converged right after a change is observed a little longer") {
  convergence c{{}};
  c.mark_changed("a", t0);
  c.record_state("a", true, t0 + 10ms);
  CHECK(c.polled("a"));
  c.record_state("a", true, t0 + 300ms);
  CHECK_FALSE(c.polled("a"));
}

TEST_CASE("a service that a resync finds unconverged is observed without an event") {
  convergence c{{}};
  c.record_state("a", false, t0);
  CHECK(c.polled("a"));
  CHECK(c.converging("a", t0 + 29s));
  CHECK_FALSE(c.converging("a", t0 + 31s));
}
