#include "adapters/longpoll/agent_protocol.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/longpoll/polls.hpp"

using namespace signalbox;

namespace {

std::string report(const std::string& more = "") {
  return "signalbox-agent 1\ntask t1\nproxy nginx/1.22.1\nrunning " + a + "\njudged " + b +
         "\nverdict refused\ntook 17\n" + more + "\nnginx: [emerg] unknown directive \"x\"\nsecond line\x01\n";
}

std::string why(const std::string& body) {
  const auto r = read_report(body);
  REQUIRE(std::holds_alternative<bad_report>(r));
  return std::get<bad_report>(r).why;
}

agent_assignment assignment(const std::string& sum, bool validate_only = false) {
  return {{sum}, std::make_shared<const std::string>("text"), 7, validate_only};
}

agent_report having(const std::string& judged, verdict word) { return {"t1", "", {a}, {judged}, word, "", {}}; }

} // namespace

TEST_CASE("a report is read field by field") {
  const auto r = std::get<agent_report>(read_report(report("from-the-future yes\n")));
  CHECK(r.task == "t1");
  CHECK(r.proxy == "nginx/1.22.1");
  CHECK(r.running.hex == a);
  CHECK(r.judged.hex == b);
  CHECK(r.result == verdict::refused);
  CHECK(r.took == std::chrono::milliseconds(17));
  CHECK(r.error == "nginx: [emerg] unknown directive \"x\"\nsecond line\\x01");
}

TEST_CASE("a report may name secrets") {
  const auto named = [](const std::string& line) { return std::get<agent_report>(read_report(report(line))).expired; };
  CHECK(named("").empty());
  CHECK(named("expired a.crt b.pem\n") == std::set<std::string>{"a.crt", "b.pem"});
  CHECK(named("expired ok \x01 " + std::string(65, 'x') + "\n") == std::set<std::string>{"ok"});
  std::string many = "expired";
  for (int i = 0; i < 500; ++i)
    many += " s" + std::to_string(i);
  CHECK(named(many + "\n").size() == 100);
}

TEST_CASE("a malformed report is an error with the reason") {
  CHECK(why("").find("signalbox-agent 1") != std::string::npos);
  CHECK(why("signalbox-agent 2\ntask t1\n").find("signalbox-agent 1") != std::string::npos);
  CHECK(why("signalbox-agent 1\nverdict none\n").find("task") != std::string::npos);
  CHECK(why("signalbox-agent 1\ntask t\nverdict great\n").find("verdict") != std::string::npos);
  CHECK(why("signalbox-agent 1\ntask t\nverdict none\nrunning ../../x\n").find("digest") != std::string::npos);
}

TEST_CASE("a long error is shortened") {
  const auto r =
      std::get<agent_report>(read_report("signalbox-agent 1\ntask t\nverdict failed\n\n" + std::string(100000, 'x')));
  CHECK(r.error.size() <= 2030); // 2000 bytes, and how much was cut off
}

TEST_CASE("an assignment is one line and the text, byte for byte") {
  CHECK(assignment_text(assignment(a)) == "signalbox-config " + a + " 7 load\ntext");
  CHECK(assignment_text(assignment(a, true)) == "signalbox-config " + a + " 7 test\ntext");
}

TEST_CASE("an agent has work if it has not judged the newest text, or has only tested a text to load") {
  CHECK(has_work(assignment(b), having(a, verdict::loaded)));
  CHECK(has_work(assignment(b), having("", verdict::none)));
  CHECK_FALSE(has_work(assignment(b), having(b, verdict::loaded)));
  CHECK_FALSE(has_work(assignment(b), having(b, verdict::refused)));
  CHECK_FALSE(has_work(assignment(b), having(b, verdict::failed))); // the agent retries by itself, after a while
  CHECK(has_work(assignment(b), having(b, verdict::passed)));
  CHECK_FALSE(has_work(assignment(b, true), having(b, verdict::passed)));
  CHECK_FALSE(has_work({}, having(b, verdict::passed)));
}
