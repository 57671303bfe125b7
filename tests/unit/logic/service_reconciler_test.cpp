// The reconcile loop of a service: one call at a time, and an observation after each.
#include "actors/service/service_reconciler.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// A reconciler that observes again a minute after a refusal.
struct one_service {
  static cluster_settings with_token() {
    cluster_settings s;
    s.id = {"us-east"};
    s.agent_token = "0123";
    return s;
  }
  static bool observes(const service_reconciler::effect& e) {
    const auto* call = e ? std::get_if<service_call>(&*e) : nullptr;
    return call && std::holds_alternative<observe_service>(*call);
  }
  /// The delay of the requested timer; none without one.
  static std::optional<milliseconds> waits(const service_reconciler::effect& e) {
    const auto* wake = e ? std::get_if<wake_later>(&*e) : nullptr;
    return wake ? std::optional{wake->in} : std::nullopt;
  }
  service_reconciler service{with_token(), service_policy{}, 60s};
};

} // namespace

TEST_CASE_METHOD(one_service, "while a call is in flight no other is started") {
  CHECK(observes(service.observe()));
  CHECK(service.in_flight() == call_kind::observe);
  CHECK_FALSE(service.observe());
  CHECK_FALSE(service.on_observation(service_observation{}, start));
  CHECK(service.in_flight() == call_kind::none);
  service.start(make_service{});
  CHECK(service.in_flight() == call_kind::write);
  CHECK_FALSE(service.observe());
  CHECK_FALSE(service.requeue(true, start));
}

TEST_CASE_METHOD(one_service, "the next observation is soon during a change, else at the resync interval") {
  SECTION("soon") { CHECK(waits(service.requeue(true, start)) == 250ms); }
  SECTION("at rest") { CHECK(waits(service.requeue(false, start)) == 3s); }
  SECTION("an earlier timer is kept") {
    service.requeue(true, start);
    CHECK_FALSE(service.requeue(false, start));
  }
}

TEST_CASE_METHOD(one_service, "only the newest timer counts") {
  const auto first = std::get<wake_later>(*service.requeue(false, start));
  const auto second = std::get<wake_later>(*service.requeue(true, start));
  CHECK_FALSE(service.on_wake(first.epoch));
  CHECK(observes(service.on_wake(second.epoch)));
}

TEST_CASE_METHOD(one_service,
                 "a successful call is followed by an observation at once, a conflict by one after a delay") {
  service.start(change_service{});
  CHECK(observes(service.on_outcome(engine_done{}, start)));
  service.on_observation(service_observation{}, start);
  service.start(change_service{});
  CHECK(waits(service.on_outcome(engine_conflict{"out of sequence"}, start)) == 250ms);
}

TEST_CASE_METHOD(one_service, "calls of an engine that does not answer are retried with backoff, until it answers") {
  const auto fail = [&](instant now) {
    const auto pause = service.on_observation(engine_unreachable{"refused"}, now);
    service.on_wake(std::get<wake_later>(*pause).epoch);
    return *waits(pause);
  };
  CHECK(fail(start) == 250ms);
  CHECK(fail(start) == 500ms);
  service.start(make_service{});
  CHECK(waits(service.on_outcome(engine_unreachable{"refused"}, start)) == 1s);
  service.on_observation(service_observation{}, start + 1h);
  service_reconciler answered = service;
  CHECK(waits(answered.on_observation(engine_unreachable{"refused"}, start - 1h)) == 250ms);
}

TEST_CASE_METHOD(one_service, "a refused call is followed by an observation after the refusal time") {
  service.start(make_service{});
  CHECK(waits(service.on_outcome(engine_refused{"no such network"}, start)) == 60s);
}

TEST_CASE_METHOD(one_service, "a config object that is in use delays the next observation no further than the resync") {
  service.start(drop_config{"c1"});
  CHECK(waits(service.on_outcome(engine_refused{"in use"}, start)) == 3s);
}

TEST_CASE_METHOD(one_service, "unknown callers cause at most one observation a poll interval") {
  CHECK(observes(service.on_unknown_caller(start)));
  service.on_observation(service_observation{}, start);
  CHECK(waits(service.on_unknown_caller(start + 10ms)) == 250ms);
  CHECK_FALSE(service.on_unknown_caller(start + 20ms));
  CHECK(observes(service.on_unknown_caller(start + 250ms)));
}

TEST_CASE_METHOD(one_service, "the token's secret is created once, and again if it may be missing") {
  const auto made = service.make_secret_if_missing();
  REQUIRE(made);
  const auto secret = std::get<make_secret>(std::get<service_call>(*made));
  CHECK(secret.value == "0123");
  CHECK(secret.name.starts_with("com.docker.interlock.token.us-east."));
  service.on_outcome(engine_done{}, start);
  CHECK_FALSE(service.make_secret_if_missing());
  service.forget_secret();
  CHECK(service.make_secret_if_missing());
  service_reconciler without{cluster_settings{}, service_policy{}, 60s};
  CHECK_FALSE(without.make_secret_if_missing());
}
