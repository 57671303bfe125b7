#include "actors/extension/extension_watch.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using std::chrono::seconds;

namespace {

const instant start{seconds(1000)};

extension_word word(std::optional<extension_answer> answer = {}) { return {"t1", "mine/1", "", std::move(answer)}; }

} // namespace

TEST_CASE("an extension that has never asked is absent, a warning while its task starts") {
  extension_watch w{"ext"};
  const auto starting = w.report(1, 0, start);
  CHECK(starting.standing == extension_standing::absent);
  REQUIRE(problems_of(starting).size() == 1);
  CHECK(problems_of(starting)[0].level == severity::warning);
  CHECK(problems_of(w.report(1, 1, start))[0].level == severity::error);
}

TEST_CASE("who asks is connected, who stops asking is silent") {
  extension_watch w{"ext"};
  w.hear(word(), start);
  CHECK(w.report(1, 1, start + seconds(19)).standing == extension_standing::connected);
  CHECK(problems_of(w.report(1, 1, start + seconds(19))).empty());
  const auto silent = w.report(1, 1, start + seconds(21));
  CHECK(silent.standing == extension_standing::silent);
  CHECK(silent.why == "was last heard of 21 s ago; 1 of its 1 tasks run");
  CHECK(w.report(1, 0, start + seconds(1)).standing == extension_standing::silent); // there is no task
  w.hear(word(), start + seconds(30));
  CHECK(w.report(1, 1, start + seconds(30)).standing == extension_standing::connected);
}

TEST_CASE("who owes an answer for long is slow, and its time is counted when it comes") {
  extension_watch w{"ext"};
  w.hear(word(), start);
  w.ordered(start);
  CHECK(w.report(1, 1, start + seconds(9)).standing == extension_standing::connected);
  const auto slow = w.report(1, 1, start + seconds(12));
  CHECK(slow.standing == extension_standing::slow);
  CHECK(slow.why == "has owed an answer for 12 s");
  w.hear(word(extension_answer{1, rendered_text{"text", {}}}), start + seconds(40));
  const auto answered = w.report(1, 1, start + seconds(40));
  CHECK(answered.standing == extension_standing::connected);
  CHECK(answered.answers.at("rendered") == 1);
  CHECK(answered.answer_times.seconds == 40);
  w.hear(word(extension_answer{2, render_failed{}}), start + seconds(41));
  CHECK(w.report(1, 1, start + seconds(41)).answers.at("failed") == 1);
}

TEST_CASE("nonsense makes it unusable until it makes sense") {
  extension_watch w{"ext"};
  w.hear(word(), start);
  w.hear(extension_nonsense{extension_nonsense::kind::protocol, "it speaks protocol 2"}, start);
  const auto r = w.report(1, 1, start);
  CHECK(r.standing == extension_standing::unusable);
  CHECK(r.why == "it speaks protocol 2");
  CHECK(r.answers.at("protocol") == 1);
  w.hear(word(), start);
  CHECK(w.report(1, 1, start).standing == extension_standing::connected);
}
