#include "adapters/longpoll/extension_protocol.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

extension_poll good(const std::string& body) {
  auto read = read_poll(body);
  if (const auto* bad = std::get_if<malformed_poll>(&read))
    FAIL(bad->why);
  return std::get<extension_poll>(read);
}

malformed_poll bad(const std::string& body) {
  auto read = read_poll(body);
  REQUIRE(std::holds_alternative<malformed_poll>(read));
  return std::get<malformed_poll>(read);
}

} // namespace

TEST_CASE("a poll without an answer is only a request for work") {
  const auto p = good(R"({"protocol":1,"task":"t1","program":"mine/2","new":[]})");
  CHECK(p.event.task == "t1");
  CHECK(p.event.program == "mine/2");
  CHECK(p.event.request.empty());
  CHECK(!p.answer);
}

TEST_CASE("an answer is a text with optional warnings, or problems") {
  const auto text = good(R"({"protocol":1,"task":"t1","request":"o1","text":"events {}","problems":
      [{"level":"warning","what":"odd"}]})");
  REQUIRE(text.answer);
  CHECK(std::get<rendered_text>(*text.answer).text == "events {}");
  CHECK(std::get<rendered_text>(*text.answer).found.at(0).level == severity::warning);
  const auto failed =
      good(R"({"protocol":1,"task":"t1","request":"o1","problems":[{"service":"web","what":"b\u0007d"}]})");
  REQUIRE(failed.answer);
  const auto& p = std::get<render_failed>(*failed.answer).found.at(0);
  CHECK(p.level == severity::error);
  CHECK(p.what == "b\\x07d"); // escaped, because people read it
}

TEST_CASE("a malformed poll is classified by its kind") {
  CHECK(bad(R"({"protocol":2,"task":"t1"})").what == malformed_poll::kind::protocol);
  CHECK(bad(R"({"protocol":2,"task":"t1"})").why == "it speaks protocol 2, and this core 1");
  CHECK(bad(R"({"task":"t1"})").why == "it speaks protocol none, and this core 1");
  CHECK(bad("GET /").why == "what it sends is no poll: not JSON");
  CHECK(bad("[]").what == malformed_poll::kind::malformed);
  CHECK(bad(R"({"protocol":1,"task":7})").why == "what it sends is no poll: task: has to be a string");
  CHECK(bad(R"({"protocol":1,"task":"t1","text":"events {}"})").why ==
        "what it sends is no poll: an answer needs the id of its request");
}

TEST_CASE("polls are read as this program writes them") {
  extension_poll p{{"t1", "signalbox-nginx/1", "o1", {}}, "secret", rendered_text{"events {}", {}, "nginx"}};
  const auto back = good(poll_text(p));
  CHECK(back.token == "secret");
  CHECK(back.event.request == "o1");
  CHECK(std::get<rendered_text>(*back.answer).text == "events {}");
  p.answer = render_failed{{{severity::error, "web", "label x", "bad", "mend"}}};
  CHECK(std::get<render_failed>(*good(poll_text(p)).answer).found == std::get<render_failed>(*p.answer).found);
}
