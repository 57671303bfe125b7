#include "adapters/docker/engine_reply.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/ask.hpp"

using namespace signalbox;

namespace {

engine_reply reply(unsigned status, const std::string& body) { return {status, body, {}, false}; }

std::string classified(unsigned status, const std::string& message) {
  return test::name_of(outcome_of(reply(status, R"({"message":")" + message + R"("})")));
}

} // namespace

TEST_CASE("replies are classified by the caller's next step") {
  CHECK(classified(200, "") == "done");
  CHECK(classified(201, "") == "done");
  CHECK(classified(409, "rpc error: code = AlreadyExists desc = name conflicts with an existing object") ==
        "conflict: rpc error: code = AlreadyExists desc = name conflicts with an existing object (status 409)");
  CHECK(classified(500, "rpc error: code = Unknown desc = update out of sequence").starts_with("conflict: "));
  CHECK(classified(400, "config x already exists").starts_with("conflict: "));
  CHECK(classified(400, "invalid").starts_with("refused: "));
  CHECK(classified(404, "network x not found").starts_with("refused: "));
  CHECK(classified(503, "This node is not a swarm manager.").starts_with("unreachable: "));
  CHECK(classified(500, "rpc error: code = Unknown desc = The swarm does not have a leader.")
            .starts_with("unreachable: "));
  CHECK(classified(500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded")
            .starts_with("unreachable: "));
  CHECK(classified(429, "slow down").starts_with("unreachable: "));
}

TEST_CASE("an error shows only the engine's message, printable and short") {
  CHECK(why_of(reply(500, "")) == "status 500 from the engine");
  CHECK(why_of(reply(500, "<html>secret</html>")) == "status 500 from the engine");
  CHECK(why_of(reply(500, R"({"message":"a\nb","token":"secret"})")) == "a\\x0ab (status 500)");
  CHECK(why_of(reply(400, R"({"message":")" + std::string(100'000, 'x') + R"("})")).size() < 400);
  CHECK(why_of(reply(400, R"({"message":")" + std::string(1'000, 'x') + R"("})")).size() < 400);
  CHECK(why_of({0, {}, "no route", false}) == "no route");
}

TEST_CASE("outcomes have names for the metrics") {
  CHECK(outcome_name(reply(200, "")) == "ok");
  CHECK(outcome_name(reply(409, "")) == "conflict");
  CHECK(outcome_name(reply(400, "")) == "refused");
  CHECK(outcome_name(reply(500, "")) == "unreachable");
  CHECK(outcome_name({0, {}, "x", true}) == "timeout");
}
