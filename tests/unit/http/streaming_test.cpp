#include "adapters/http/http_server.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <future>
#include <thread>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

using writer = std::shared_ptr<stream_writer>;

/// A server: `/s` passes its stream writer to the test, `/later` its reply function.
struct stream_fixture {
  std::promise<writer> started;
  std::promise<send_reply> asked;
  std::optional<std::uint64_t> length;
  http_server server;

  explicit stream_fixture(http_limits limits = {}) : server("127.0.0.1:0", routes(), limits) {}

  http_routes routes() {
    return {{"/s", path_match::exact,
             [this](const http_request&) {
               http_reply reply;
               reply.stream_length = length;
               reply.stream = [this](writer w) { started.set_value(std::move(w)); };
               return reply;
             }},
            {"/later", path_match::exact,
             [this](const http_request&) {
               http_reply reply;
               reply.later = [this](send_reply answer) { asked.set_value(std::move(answer)); };
               return reply;
             }},
            {"/a", path_match::exact, [](const http_request&) { return http_reply{}; }}};
  }
};

const std::string get_stream = "GET /s HTTP/1.1\r\nHost: x\r\n\r\n";

void wait_until_gone(const writer& w) {
  for (auto end = std::chrono::steady_clock::now() + 5s; w->open() && std::chrono::steady_clock::now() < end;)
    std::this_thread::yield();
  CHECK(!w->open());
}

} // namespace

TEST_CASE("a stream is sent in chunks, ends properly, and the connection is kept") {
  stream_fixture fixture;
  raw_client c(fixture.server.port());
  c.send(get_stream + "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  auto w = fixture.started.get_future().get();
  CHECK(contains(c.read_until("\r\n\r\n"), "Transfer-Encoding: chunked"));
  w->write("hello");
  CHECK(c.read_until("hello\r\n") == "5\r\nhello\r\n");
  w->write(std::string(26, 'x'));
  CHECK(c.read_until("\r\nx").substr(0, 4) == "1a\r\n");
  w->close();
  CHECK(contains(c.read_until("0\r\n\r\n"), "0\r\n\r\n"));
  CHECK(contains(c.read_until("\r\n\r\n"), "200 OK"));
  CHECK(!w->open());
}

TEST_CASE("an aborted stream sends what was written, and closes without an end") {
  stream_fixture fixture;
  raw_client c(fixture.server.port());
  c.send(get_stream);
  auto w = fixture.started.get_future().get();
  w->write("half");
  w->abort();
  auto all = c.read_all();
  CHECK(contains(all, "4\r\nhalf\r\n"));
  CHECK(!contains(all, "0\r\n\r\n"));
  CHECK(c.closed());
}

TEST_CASE("destroying the writer aborts the stream") {
  stream_fixture fixture;
  raw_client c(fixture.server.port());
  c.send(get_stream);
  fixture.started.get_future().get().reset();
  c.read_all();
  CHECK(c.closed());
}

TEST_CASE("a stream shorter than its announced length closes the connection") {
  stream_fixture fixture;
  fixture.length = 10;
  raw_client c(fixture.server.port());
  c.send(get_stream);
  auto w = fixture.started.get_future().get();
  w->write("12345");
  w->close();
  auto all = c.read_all();
  CHECK(contains(all, "Content-Length: 10\r\n"));
  CHECK(all.substr(all.size() - 5) == "12345");
  CHECK(c.closed());
}

TEST_CASE("the writer closes when its client disconnects") {
  stream_fixture fixture;
  writer w;
  {
    raw_client c(fixture.server.port());
    c.send(get_stream);
    w = fixture.started.get_future().get();
  }
  wait_until_gone(w);
  w->write("to nobody");
}

TEST_CASE("a client that does not read its stream is disconnected") {
  http_limits limits;
  limits.write_deadline = 50ms;
  stream_fixture fixture(limits);
  raw_client c(fixture.server.port());
  c.send(get_stream);
  auto w = fixture.started.get_future().get();
  for (int i = 0; i < 7; ++i)
    w->write(std::string(1 << 20, 'x'));
  wait_until_gone(w);
}

TEST_CASE("a reply may be sent later, from another thread, and only once") {
  stream_fixture fixture;
  raw_client c(fixture.server.port());
  c.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  auto answer = fixture.asked.get_future().get();
  http_reply reply;
  reply.body = "at last";
  answer(reply);
  answer(reply);
  CHECK(contains(c.read_until("at last"), "Content-Length: 7"));
  c.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(!contains(c.read_all(), "at last"));
}

TEST_CASE("stopping closes streams, waiting and idle connections; later writes do nothing") {
  writer w;
  send_reply answer;
  {
    stream_fixture fixture;
    raw_client streaming(fixture.server.port()), waiting(fixture.server.port()), idle(fixture.server.port());
    streaming.send(get_stream);
    waiting.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    w = fixture.started.get_future().get();
    answer = fixture.asked.get_future().get();
    fixture.server.stop();
    fixture.server.stop();
    waiting.read_all();
    CHECK(waiting.closed());
    CHECK(!w->open());
    CHECK(fixture.server.connections() == 0);
  }
  w->write("nobody");
  w->close();
  answer({});
}
