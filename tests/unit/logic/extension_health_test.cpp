#include "actors/extension/extension_health.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using std::chrono::seconds;

namespace {

extension_poll_event poll(std::optional<extension_answer> answer = {}) {
  return {"t1", "mine/1", "", std::move(answer)};
}

} // namespace

TEST_CASE("an extension that has never polled is absent, with a warning while its task starts") {
  extension_health w{"ext"};
  const auto starting = w.report(1, 0, start);
  CHECK(starting.state == extension_state::absent);
  REQUIRE(problems_of(starting).size() == 1);
  CHECK(problems_of(starting)[0].level == severity::warning);
  CHECK(problems_of(w.report(1, 1, start))[0].level == severity::error);
}

TEST_CASE("an extension that polls is connected, one that stops polling is silent") {
  extension_health w{"ext"};
  w.record_poll(poll(), start);
  CHECK(w.report(1, 1, start + seconds(19)).state == extension_state::connected);
  CHECK(problems_of(w.report(1, 1, start + seconds(19))).empty());
  const auto silent = w.report(1, 1, start + seconds(21));
  CHECK(silent.state == extension_state::silent);
  CHECK(silent.why == "last polled 21 s ago; 1 of its 1 tasks run");
  CHECK(w.report(1, 0, start + seconds(1)).state == extension_state::silent); // no task runs
  w.record_poll(poll(), start + seconds(30));
  CHECK(w.report(1, 1, start + seconds(30)).state == extension_state::connected);
}

TEST_CASE("an extension with an overdue answer is slow; the answer's time is counted when it comes") {
  extension_health w{"ext"};
  w.record_poll(poll(), start);
  w.record_request(start);
  CHECK(w.report(1, 1, start + seconds(9)).state == extension_state::connected);
  const auto slow = w.report(1, 1, start + seconds(12));
  CHECK(slow.state == extension_state::slow);
  CHECK(slow.why == "has not answered for 12 s");
  w.record_poll(poll(extension_answer{1, rendered_text{"text", {}}}), start + seconds(40));
  const auto answered = w.report(1, 1, start + seconds(40));
  CHECK(answered.state == extension_state::connected);
  CHECK(answered.answers.at("rendered") == 1);
  CHECK(answered.answer_times.seconds == 40);
  w.record_poll(poll(extension_answer{2, render_failed{}}), start + seconds(41));
  CHECK(w.report(1, 1, start + seconds(41)).answers.at("failed") == 1);
}

TEST_CASE("after a malformed poll an extension is unusable until the next valid one") {
  extension_health w{"ext"};
  w.record_poll(poll(), start);
  w.record_malformed(malformed_poll{malformed_poll::kind::protocol, "it speaks protocol 2"}, start);
  const auto r = w.report(1, 1, start);
  CHECK(r.state == extension_state::unusable);
  CHECK(r.why == "it speaks protocol 2");
  CHECK(r.answers.at("protocol") == 1);
  w.record_poll(poll(), start);
  CHECK(w.report(1, 1, start).state == extension_state::connected);
}
