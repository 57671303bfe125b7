// The states of a rollout, and the transitions between them.
#include "actors/proxy/rollout_tracker.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// A rollout of the desired spec `one` to a service of two tasks.
struct one_rollout {
  one_rollout() {
    rollout.desire("one");
    seen.service.emplace();
    seen.service->spec.replicas = 2;
  }
  live_service& live() { return *seen.service; }
  void see_match(instant now = start) {
    rollout.observed(seen);
    rollout.matches(live(), now);
  }
  void see_difference(instant now = start) {
    rollout.observed(seen);
    rollout.differs(now);
  }
  std::uint64_t applies(const std::string& outcome) const {
    proxy_report report;
    rollout.count(report);
    const auto i = report.applies.find(outcome);
    return i == report.applies.end() ? 0 : i->second;
  }
  service_observation seen;
  rollout_tracker rollout{proxy_policy{}};
};

rollout_status serving(std::uint64_t count, std::uint64_t of) { return {of, count, false, ""}; }

} // namespace

TEST_CASE_METHOD(one_rollout,
                 "a service as desired lags until every task serves its configuration, then it is applied") {
  CHECK(rollout.state() == rollout_state::unknown);
  see_match();
  CHECK(rollout.state() == rollout_state::lagging);
  CHECK_FALSE(rollout.evaluate_tasks(serving(1, 2)));
  CHECK_FALSE(rollout.evaluate_tasks(serving(2, 3))); // one serves another configuration
  CHECK_FALSE(rollout.evaluate_tasks(serving(1, 1))); // one is missing
  CHECK(rollout.evaluate_tasks(serving(2, 2)));
  CHECK(rollout.state() == rollout_state::applied);
  rollout.desire_text(start);
  CHECK(rollout.state() == rollout_state::lagging);
  CHECK(rollout.in_sync());
}

TEST_CASE_METHOD(one_rollout, "while Swarm replaces tasks the rollout is not applied") {
  live().update_state = "updating";
  see_match();
  CHECK(rollout.state() == rollout_state::updating);
  CHECK_FALSE(rollout.evaluate_tasks(serving(2, 2)));
  CHECK_FALSE(rollout.in_sync());
}

TEST_CASE_METHOD(one_rollout, "a difference waits for its batch, also during observations without a service") {
  see_difference();
  CHECK(rollout.state() == rollout_state::waiting);
  CHECK(rollout.busy());
  seen.service.reset();
  rollout.observed(seen);
  CHECK(rollout.state() == rollout_state::waiting);
  CHECK(rollout.awaits_batch(false, true, start + 2s));
  CHECK_FALSE(rollout.awaits_batch(false, true, start + 3s));
  CHECK(rollout.awaits_batch(false, false, start + 14s));
  CHECK_FALSE(rollout.awaits_batch(false, false, start + 15s));
  CHECK_FALSE(rollout.awaits_batch(true, true, start + 2s));
  rollout.block();
  CHECK(rollout.state() == rollout_state::blocked);
  CHECK_FALSE(rollout.busy());
}

TEST_CASE_METHOD(one_rollout, "a rollout that is no longer blocked waits for its batch from then on") {
  see_difference();
  rollout.block();
  see_difference(start + 10s);
  CHECK(rollout.awaits_batch(false, true, start + 12s));
}

TEST_CASE_METHOD(one_rollout, "a written update has one second to begin, and thirty to end") {
  rollout.begin(apply_kind::update, "", false, start);
  CHECK(rollout.about_to_begin(live(), start + 900ms));
  CHECK_FALSE(rollout.about_to_begin(live(), start + 1s));
  SECTION("counted from the engine's answer") {
    rollout.on_write_ended(engine_done{}, start + 5s);
    CHECK(rollout.about_to_begin(live(), start + 5900ms));
  }
  SECTION("counted from the loss of the answer") {
    rollout.on_write_ended(engine_unreachable{"broke off"}, start + 5s);
    CHECK(rollout.about_to_begin(live(), start + 5900ms));
  }
  SECTION("a creation or a reload is no update") {
    rollout.begin(apply_kind::create, "", false, start);
    CHECK_FALSE(rollout.about_to_begin(live(), start));
    rollout.begin(apply_kind::reload, "", false, start);
    CHECK_FALSE(rollout.about_to_begin(live(), start));
    CHECK(rollout.reloading());
  }
  live().update_state = "updating";
  CHECK(rollout.awaits_update(live(), start + 10s));
  CHECK(rollout.awaits_update(live(), start + 39s));
  CHECK_FALSE(rollout.awaits_update(live(), start + 40s));
}

TEST_CASE_METHOD(one_rollout, "another update is awaited for as long as the first") {
  live().update_state = "updating";
  CHECK(rollout.awaits_update(live(), start));
  live().update_state = "completed";
  rollout.observed(seen);
  live().update_state = "updating";
  rollout.observed(seen);
  CHECK(rollout.awaits_update(live(), start + 40s));
  CHECK(rollout.awaits_update(live(), start + 69s));
  rollout.begin(apply_kind::update, "", false, start + 70s);
  CHECK(rollout.awaits_update(live(), start + 71s));
}

TEST_CASE_METHOD(one_rollout, "a text that no task serves yet awaits its validation, for a limited time") {
  see_difference();
  CHECK(rollout.awaits_validation(serving(0, 2), start + 4s));
  CHECK_FALSE(rollout.awaits_validation(serving(0, 2), start + 5s));
  CHECK_FALSE(rollout.awaits_validation(serving(1, 2), start + 4s));
  CHECK_FALSE(rollout.awaits_validation(serving(0, 0), start + 4s));
  rollout.desire_text(start + 27s);
  CHECK(rollout.awaits_validation(serving(0, 2), start + 29s));
  CHECK_FALSE(rollout.awaits_validation(serving(0, 2), start + 30s)); // the limit
}

TEST_CASE_METHOD(one_rollout, "tasks may lag for five seconds, counted until all of them serve") {
  see_match();
  CHECK_FALSE(rollout.lags_too_long(start));
  CHECK_FALSE(rollout.lags_too_long(start + 5s));
  CHECK(rollout.lags_too_long(start + 6s));
  live().update_state = "updating";
  see_match(start + 7s);
  CHECK_FALSE(rollout.lags_too_long(start + 7s)); // Swarm replaces tasks
  live().update_state = "completed";
  see_match(start + 8s);
  CHECK(rollout.lags_too_long(start + 8s));
  CHECK(rollout.evaluate_tasks(serving(2, 2)));
  CHECK_FALSE(rollout.lags_too_long(start + 9s));
}

TEST_CASE_METHOD(one_rollout, "a rejected spec is not applied again, until another one is desired") {
  live().update_started = "before";
  live().update_state = "rollback_completed"; // an earlier update
  rollout.begin(apply_kind::update, "before", true, start);
  CHECK(rollout.brings_agent());
  CHECK(rollout.report_timeout() == 20s);
  CHECK_FALSE(rollout.is_given_up(live()));
  live().update_started = "after";
  CHECK(rollout.is_given_up(live()));
  CHECK(rollout.reject("rolled back", start + 2s));
  CHECK(applies("update_rejected") == 1);
  CHECK_FALSE(rollout.changing());
  CHECK(rollout.report_timeout() == 2min);
  CHECK(rollout.why_not(nullptr, start + 24h) == "rolled back");
  CHECK(rollout.why_not_create(start) == ""); // an absent service may be created
  rollout.desire("two");
  CHECK(rollout.why_not(nullptr, start) == "");
  rollout.desire("one");
  CHECK(rollout.why_not(nullptr, start) == "rolled back");
  rollout.forget_refusal();
  CHECK(rollout.why_not(nullptr, start) == "");
}

TEST_CASE_METHOD(one_rollout, "the rejection of a spec that is no longer desired is recognised") {
  rollout.begin(apply_kind::update, "", false, start);
  rollout.desire("two");
  CHECK_FALSE(rollout.reject("rolled back", start));
}

TEST_CASE_METHOD(one_rollout, "a call that the engine refused, also a creation, is blocked for a minute") {
  rollout.begin(apply_kind::create, "", false, start);
  rollout.on_write_ended(engine_refused{"no such network"}, start);
  CHECK(applies("create_refused") == 1);
  CHECK(rollout.why_not_create(start + 59s) == "the engine refused it: no such network");
  CHECK(rollout.why_not(nullptr, start + 59s) == "the engine refused it: no such network");
  CHECK(rollout.why_not_create(start + 60s) == "");
  CHECK(rollout.why_not(nullptr, start + 60s) == "");
}

TEST_CASE_METHOD(one_rollout, "after a conflict nothing is counted, and the rollout may be decided again") {
  rollout.begin(apply_kind::update, "", false, start);
  rollout.on_write_ended(engine_conflict{"out of sequence"}, start);
  CHECK_FALSE(rollout.changing());
  CHECK(applies("update_refused") == 0);
}

TEST_CASE_METHOD(one_rollout, "a rejection is marked on the config object, for the desired spec only") {
  config_object object;
  object.labels = {{"type", "x"}};
  object.labels = rollout.rejection_mark(object).labels;
  CHECK(object.labels.at("type") == "x");
  CHECK(rollout.why_not(&object, start) == "Swarm gave up an earlier update to it");
  rollout.desire("two");
  CHECK(rollout.why_not(&object, start) == "");
  CHECK_FALSE(rollout.cleared_mark(object));
  rollout.desire("one");
  REQUIRE(rollout.cleared_mark(object));
  CHECK(rollout.cleared_mark(object)->labels == label_map{{"type", "x"}});
}

TEST_CASE_METHOD(one_rollout, "a change is overdue after a minute, and its time is counted when it ends") {
  rollout.begin(apply_kind::heal, "", false, start);
  CHECK_FALSE(rollout.is_overdue(start + 60s));
  CHECK(rollout.is_overdue(start + 61s));
  rollout.finish("applied", start + 62s);
  rollout.finish("applied", start + 63s); // no change is under way
  CHECK(applies("heal_applied") == 1);
  proxy_report report;
  rollout.count(report);
  CHECK(report.last_apply == 62s);
  CHECK(report.apply_times.at("heal_applied").seconds == 62);
}
