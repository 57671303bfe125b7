// The suite can only be trusted if its own parts find what they should.
#include "tests/http/case_text.hpp"
#include "tests/http/differences.hpp"
#include "tests/http/expectations.hpp"
#include "tests/http/generator.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>

using namespace signalbox::conformance;

namespace {

message request(const std::string& bytes) { return split_message(bytes, message_kind::request).head.value(); }
message answer(const std::string& bytes) {
  return split_message(bytes, message_kind::answer, "GET", true).head.value();
}

/// The cases of a file with this text.
std::vector<test_case> cases_in(const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / "signalbox-http-parts.txt";
  std::ofstream(file, std::ios::binary) << text;
  auto all = read_cases(file);
  std::filesystem::remove(file);
  return all;
}

outcome answered(const std::string& bytes, std::size_t executions) {
  outcome seen;
  seen.proxied.client.received = bytes;
  seen.proxied.client.seen = split_answers(bytes, {"GET"}, false);
  seen.proxied.executed.resize(executions);
  return seen;
}

const std::string plain = "GET /a HTTP/1.1\r\nHost: x\r\n";

} // namespace

TEST_CASE("a body ends where its framing says") {
  CHECK(request("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcd").body == "abc");
  const auto chunked =
      request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\nGET");
  CHECK(chunked.body == "abc");
  CHECK(chunked.trailers == header_list{{"X-Sum", "1"}});
  CHECK_FALSE(split_message("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", message_kind::request).complete);
  CHECK(split_message("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", message_kind::answer, "HEAD").complete);
  CHECK_FALSE(split_message("HTTP/1.1 200 OK\r\n\r\nabc", message_kind::answer, "GET", false).complete);
  CHECK(split_message("HTTP/1.1 200 OK\r\n\r\nabc", message_kind::answer, "GET", true).complete);
}

TEST_CASE("answers are split from interim ones and from what follows") {
  const auto all = split_answers(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrest", {"GET"}, false);
  CHECK(all.interim.size() == 1);
  CHECK(all.answers.size() == 1);
  CHECK(all.rest == "rest");
}

TEST_CASE("what a proxy must not change is a difference") {
  const auto direct = request(plain + "Cookie: a\r\nX-Hop: 1\r\nConnection: X-Hop\r\n\r\n");
  CHECK(
      request_differences(direct, request("GET /a HTTP/1.0\r\nhost: x\r\ncookie: a\r\nX-Real-IP: 1\r\n\r\n")).empty());
  CHECK(request_differences(direct, request("GET /A HTTP/1.1\r\nHost: x\r\nCookie: a\r\n\r\n")).size() == 1);
  CHECK(request_differences(direct, request(plain + "Cookie: a\r\nX-Hop: 1\r\n\r\n")).size() == 1);
  CHECK(request_differences(direct, request(plain + "Cookie: a\r\nKeep-Alive: 5\r\n\r\n")).size() == 1);
  CHECK(request_differences(direct, request(plain + "\r\n")).size() == 1);
}

TEST_CASE("answers may get the proxy's headers, and lose none") {
  const auto direct = answer("HTTP/1.1 200 OK\r\nETag: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nok");
  const std::string head = "HTTP/1.1 200 OK\r\nServer: x\r\nx-proxy-id: y\r\nETag: 1\r\n";
  CHECK(answer_differences(direct, answer(head + "Set-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok"))
            .empty());
  CHECK(answer_differences(direct, answer(head + "Set-Cookie: b\r\nSet-Cookie: a\r\n\r\nok")).size() == 1);
  CHECK(answer_differences(direct, answer(head + "Set-Cookie: a, b\r\n\r\nok")).size() == 1);
  CHECK(answer_differences(direct, answer("HTTP/1.1 502 Bad Gateway\r\n\r\n")).size() == 1);
}

TEST_CASE("alternatives of an expectation need one that is right in all its parts") {
  const auto wrong = answered("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 2);
  CHECK(failures_of({{"answer status 200 204", 1}}, wrong).empty());
  CHECK(failures_of({{"answer status 400 & executed 0 | executed 2", 1}}, wrong).empty());
  CHECK_FALSE(failures_of({{"answer status 200 & executed 0 | answer status 400", 1}}, wrong).empty());
  CHECK_THROWS(check_expectation("answer statuses 200"));
}

TEST_CASE("a case is read with its escapes, scripts and connections") {
  const auto all =
      cases_in("case one\n> GET /\\x41 HTTP/1.1\n>\n> \\{ab*2}\\\n<@pause 5ms\n< HTTP/1.1 200 OK\ndiffers nginx: why\n"
               "next\n>x\\\\\ntimes 2\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].exchanges.size() == 2);
  CHECK(all[0].exchanges[0].request.at(0).bytes == "GET /A HTTP/1.1\r\n\r\nabab");
  CHECK(all[0].exchanges[0].answer.at(0).time == milliseconds(5));
  CHECK(all[0].exchanges[1].request.at(0).bytes == "x\\\r\n");
  CHECK(all[0].differs.at("nginx") == "why");
  CHECK_THROWS(cases_in("case one\n> x\ncase one\n> x\n"));
  CHECK_THROWS(cases_in("case one\n> x\nexpect nothing\n"));
  CHECK_THROWS(cases_in("case one\nexpect same\n"));
}

TEST_CASE("a generated case is the same for its seed, and as a file") {
  for (std::uint64_t number = 0; number < 300; ++number) {
    const auto made = generated_case(7, number);
    const auto text = case_text(made);
    CHECK(text == case_text(generated_case(7, number)));
    const auto again = cases_in(text);
    REQUIRE(again.size() == 1);
    std::string bytes, copied;
    for (const auto& one : made.exchanges[0].request)
      bytes += one.bytes;
    for (const auto& one : again[0].exchanges[0].request)
      copied += one.bytes;
    CHECK(copied == bytes);
  }
  CHECK(case_text(generated_case(7, 1)) != case_text(generated_case(8, 1)));
}
