#include "adapters/http/http_server.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <thread>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

http_reply echo(const http_request& r) {
  http_reply reply;
  reply.body = r.method + ' ' + r.path + ' ' + r.body;
  return reply;
}

http_reply fails(const http_request&) { throw std::runtime_error("boom"); }

http_routes table() {
  return {{"/a", path_match::exact, echo},
          {"/any", path_match::exact, echo, {}},
          {"/fails", path_match::exact, fails},
          {"/tree/", path_match::prefix, echo}};
}

const std::string get_a = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

} // namespace

TEST_CASE("a reply carries the headers that a client needs") {
  http_server server("127.0.0.1:0", table());
  auto answer = fetch(server.port(), "/a");
  CHECK(answer.rfind("HTTP/1.1 200 OK\r\n", 0) == 0);
  CHECK(contains(answer, "\r\nDate: "));
  CHECK(contains(answer, "\r\nContent-Length: 7\r\n"));
  CHECK(contains(answer, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  CHECK(contains(answer, "\r\nCache-Control: no-store\r\n"));
  CHECK(contains(answer, "\r\nConnection: close\r\n"));
  CHECK(contains(answer, "\r\n\r\nGET /a "));
}

TEST_CASE("a connection serves one request after the other") {
  http_server server("127.0.0.1:0", table());
  raw_client c(server.port());
  for (int i = 0; i < 3; ++i) {
    c.send(get_a);
    CHECK(contains(c.read_until("GET /a "), "Connection: keep-alive"));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("pipelined requests are answered in order") {
  http_server server("127.0.0.1:0", table());
  raw_client c(server.port());
  c.send(get_a + "GET /tree/1 HTTP/1.1\r\nHost: x\r\n\r\n" +
         "GET /tree/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  auto all = c.read_all();
  auto first = all.find("GET /a "), second = all.find("GET /tree/1 "), third = all.find("GET /tree/2 ");
  REQUIRE(third != std::string::npos);
  CHECK(first < second);
  CHECK(second < third);
  CHECK(c.closed());
}

TEST_CASE("a request that arrives byte by byte is answered") {
  http_server server("127.0.0.1:0", table());
  raw_client c(server.port());
  for (char byte : get_a)
    c.send(std::string(1, byte));
  CHECK(contains(c.read_until("GET /a "), "200 OK"));
}

TEST_CASE("HEAD announces the length and sends no body") {
  http_server server("127.0.0.1:0", table());
  auto answer = fetch(server.port(), "/a", "HEAD");
  CHECK(contains(answer, "Content-Length: 8\r\n"));
  CHECK(answer.substr(answer.size() - 4) == "\r\n\r\n");
}

TEST_CASE("HTTP/1.0 closes unless it asks otherwise") {
  http_server server("127.0.0.1:0", table());
  raw_client closes(server.port()), stays(server.port());
  closes.send("GET /a HTTP/1.0\r\n\r\n");
  CHECK(contains(closes.read_all(), "Connection: close"));
  stays.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(contains(stays.read_until("GET /a "), "Connection: keep-alive"));
}

TEST_CASE("an unknown path, a wrong method, a handler that fails") {
  http_server server("127.0.0.1:0", table());
  CHECK(contains(fetch(server.port(), "/nothing"), "404 Not Found"));
  auto refused = fetch(server.port(), "/a", "DELETE");
  CHECK(contains(refused, "405 Method Not Allowed"));
  CHECK(contains(refused, "\r\nAllow: GET, HEAD\r\n"));
  CHECK(contains(refused, "application/problem+json"));
  auto failed = fetch(server.port(), "/fails");
  CHECK(contains(failed, "500 Internal Server Error"));
  CHECK(contains(failed, "boom"));
  CHECK(contains(fetch(server.port(), "/a"), "200 OK"));
}

TEST_CASE("a body is accepted up to the limit") {
  http_limits limits;
  limits.body_bytes = 10;
  http_server server("127.0.0.1:0", table(), limits);
  raw_client fits(server.port()), large(server.port()), chunked(server.port()), asks(server.port());
  fits.send("POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(contains(fits.read_until("hello"), "POST /any hello"));
  large.send("POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world");
  CHECK(contains(large.read_all(), "413 Content Too Large"));
  chunked.send(
      "POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");
  CHECK(contains(chunked.read_all(), "413 Content Too Large"));
  asks.send("POST /any HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(contains(asks.read_until("\r\n\r\n"), "100 Continue"));
  asks.send("ok");
  CHECK(contains(asks.read_until("POST /any ok"), "200 OK"));
}

TEST_CASE("without a body limit no body is accepted") {
  http_server server("127.0.0.1:0", table());
  raw_client c(server.port());
  c.send("POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n");
  CHECK(contains(c.read_all(), "413 Content Too Large"));
}

TEST_CASE("oversized and malformed requests are refused, and the connection is closed") {
  http_server server("127.0.0.1:0", table());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"GET /" + std::string(20000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", "431"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'a') + "\r\n\r\n", "431"},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400"},
      {"unparsable\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: x\r\n bad: folding\r\nno colon\r\n\r\n", "400"},
      {"GET /a HTTP/9.9\r\nHost: x\r\n\r\n", "505"}};
  for (const auto& [bytes, status] : cases) {
    raw_client c(server.port());
    c.send(bytes);
    auto answer = c.read_all();
    INFO(bytes.substr(0, 60) << " -> " << answer.substr(0, 60));
    CHECK(answer.rfind("HTTP/1.1 " + status, 0) == 0);
    CHECK(c.closed());
  }
  CHECK(contains(fetch(server.port(), "/a"), "200 OK"));
}

TEST_CASE("slow, silent and idle clients are disconnected") {
  http_limits limits;
  limits.body_bytes = 100;
  limits.header_deadline = limits.body_deadline = limits.idle_deadline = 50ms;
  http_server server("127.0.0.1:0", table(), limits);
  raw_client silent(server.port()), slow(server.port()), bodiless(server.port()), idle(server.port());
  slow.send("GET /a HT");
  bodiless.send("POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
  idle.send(get_a);
  CHECK(silent.read_all().empty());
  CHECK(slow.read_all().empty());
  CHECK(bodiless.read_all().empty());
  CHECK(contains(idle.read_all(), "200 OK"));
  CHECK((silent.closed() && slow.closed() && bodiless.closed() && idle.closed()));
}

TEST_CASE("a client that reads nothing is disconnected") {
  http_limits limits;
  limits.write_deadline = 50ms;
  auto huge = [](const http_request&) {
    http_reply reply;
    reply.body.assign(64 << 20, 'x');
    return reply;
  };
  http_server server("127.0.0.1:0", {{"/huge", path_match::exact, huge}, {"/a", path_match::exact, echo}}, limits);
  raw_client c(server.port());
  c.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(contains(fetch(server.port(), "/a"), "200 OK"));
  auto end = std::chrono::steady_clock::now() + 5s;
  while (server.connections() > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  CHECK(c.read_all().size() < (64 << 20));
}

TEST_CASE("a client that closes its sending side still gets its answer") {
  http_server server("127.0.0.1:0", table());
  raw_client c(server.port());
  c.send(get_a);
  c.end_sending();
  CHECK(contains(c.read_all(), "GET /a "));
}

TEST_CASE("above the limit the oldest idle connection is closed") {
  http_limits limits;
  limits.connections = 3;
  http_server server("127.0.0.1:0", table(), limits);
  raw_client first(server.port()), second(server.port()), third(server.port());
  for (auto* c : {&first, &second, &third}) {
    c->send(get_a);
    REQUIRE(contains(c->read_until("GET /a "), "200 OK"));
  }
  raw_client fourth(server.port());
  fourth.send(get_a);
  CHECK(contains(fourth.read_until("GET /a "), "200 OK"));
  CHECK(first.read_all().empty());
  CHECK(first.closed());
  second.send(get_a);
  CHECK(contains(second.read_until("GET /a "), "200 OK"));
  CHECK(server.connections() == 3);
}

TEST_CASE("a hundred half-open connections do not block other clients") {
  http_limits limits;
  limits.connections = 20;
  http_server server("127.0.0.1:0", table(), limits);
  std::vector<std::unique_ptr<raw_client>> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(std::make_unique<raw_client>(server.port()));
    crowd.back()->send("GET /a HTTP/1.1\r\nHost:");
  }
  CHECK(contains(fetch(server.port(), "/a"), "200 OK"));
  CHECK(server.connections() <= 20);
}
