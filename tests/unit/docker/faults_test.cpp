#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"

#include <random>

using namespace signalbox;
using namespace signalbox::test;

namespace {

/// Answers the first request other than a ping with these bytes, then closes, or waits until the client closes.
fake_engine::script says(const std::string& bytes, bool closes = true) {
  return [=](peer& p, int) {
    p.next();
    p.send(bytes);
    if (!closes)
      p.until_closed();
  };
}

std::string in_random_chunks(const std::string& body, std::minstd_rand& random) {
  std::string out = endless_head();
  for (std::size_t at = 0; at < body.size();) {
    const auto size = std::min<std::size_t>(body.size() - at, 1 + random() % 20);
    out += chunk(body.substr(at, size));
    at += size;
  }
  return out + "0\r\n\r\n";
}

} // namespace

TEST_CASE_METHOD(client_fixture, "an answer is read from pieces of any size") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    fake_engine engine([seed](peer& p, int) {
      std::minstd_rand random(seed);
      while (!p.next().empty()) {
        const auto text = in_random_chunks(one_node, random);
        for (std::size_t at = 0; at < text.size();) {
          const auto size = std::min<std::size_t>(text.size() - at, 1 + random() % 30);
          p.send(text.substr(at, size));
          at += size;
        }
      }
    });
    const auto client = source(engine.address());
    CHECK(nodes(*client) == "1 node");
    CHECK(nodes(*client) == "1 node");
    CHECK(engine.connections() == 1);
  }
}

TEST_CASE_METHOD(client_fixture, "an answer that is truncated at any byte is a failure") {
  const auto whole = ok(one_node);
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    INFO("after " << size << " bytes");
    fake_engine engine(says(whole.substr(0, size)));
    CHECK(contains(nodes(*source(engine.address())), "the connection was closed in the middle of an answer"));
  }
  const auto chunked = endless_head() + chunk(one_node);
  fake_engine engine(says(chunked));
  CHECK(contains(nodes(*source(engine.address())), "the connection was closed in the middle of an answer"));
}

TEST_CASE_METHOD(client_fixture, "an answer without a length ends when the connection closes") {
  fake_engine engine(says("HTTP/1.1 200 OK\r\n\r\n" + one_node));
  CHECK(nodes(*source(engine.address())) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "an answer that is no HTTP is reported, but not shown") {
  for (const std::string& bytes :
       {std::string("secret\r\n\r\n"), std::string("HTTP/3 200\r\n\r\n"), std::string(5, '\0') + "\r\n\r\n",
        endless_head() + "zz\r\nsecret", std::string("SSH-2.0-secret\r\n")}) {
    fake_engine engine(says(bytes));
    const auto why = nodes(*source(engine.address()));
    CHECK(contains(why, "the answer is not proper HTTP"));
    CHECK_FALSE(contains(why, "secret"));
  }
  fake_engine engine(says(ok("secret")));
  CHECK(nodes(*source(engine.address())) == "the engine's list of nodes cannot be read: it is not JSON (6 bytes)");
}

TEST_CASE_METHOD(client_fixture, "an answer above the body limit is a failure") {
  const std::string large(20'000, ' ');
  fake_engine counted_body(says(ok(large), false));
  CHECK(contains(nodes(*eager_source(counted_body.address())), "larger than 10000 bytes"));
  fake_engine endless([&](peer& p, int) {
    p.next();
    p.send(endless_head());
    for (int i = 0; i < 1000; ++i)
      p.send(chunk(large));
  });
  CHECK(contains(nodes(*eager_source(endless.address())), "larger than 10000 bytes"));
  fake_engine head(says("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), false));
  CHECK(contains(nodes(*eager_source(head.address())), "not proper HTTP"));
}

TEST_CASE_METHOD(client_fixture, "every request ends by its deadline, at whatever point the engine stops") {
  fake_engine at_ping([](peer& p, int) { p.until_closed(); });
  CHECK(contains(nodes(*hasty_source(at_ping.address())), "no answer within 100 ms"));
  fake_engine at_request([](peer& p, int) {
    p.next();
    p.until_closed();
  });
  CHECK(contains(nodes(*hasty_source(at_request.address())), "no answer within 100 ms"));
  fake_engine in_body(says(ok(one_node).substr(0, 90), false));
  CHECK(contains(nodes(*hasty_source(in_body.address())), "no answer within 100 ms"));
  fake_engine at_handshake([](peer& p, int) { p.until_closed(); }, fake_engine::listens::tcp);
  auto tls = at_handshake.address();
  tls.transport = engine_transport::tls;
  CHECK(contains(nodes(*hasty_source(tls)), "no answer within 100 ms"));
  CHECK(counted("GET /nodes", "timeout") == 4);
}

TEST_CASE_METHOD(client_fixture, "a client works after each kind of failure") {
  fake_engine engine([](peer& p, int nth) {
    p.next();
    if (nth == 1)
      p.send("unparsable\r\n\r\n");
    else if (nth == 2)
      p.send(ok(one_node).substr(0, 90));
    else if (nth == 3)
      p.until_closed();
    else
      p.send(ok(one_node));
  });
  const auto client = hasty_source(engine.address(), std::chrono::seconds(1));
  for (int i = 0; i < 3; ++i)
    CHECK_FALSE(nodes(*client) == "1 node");
  CHECK(nodes(*client) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "an unreachable engine is reported with its address") {
  engine_address nobody;
  nobody.path = "/tmp/signalbox-no-such.sock";
  CHECK(contains(nodes(*source(nobody)), "unix:///tmp/signalbox-no-such.sock: cannot connect: No such file"));
  auto refused = fake_engine([](peer&, int) {}, fake_engine::listens::tcp).address();
  CHECK(contains(nodes(*source(refused)), "cannot connect: Connection refused"));
  CHECK(counted("GET /nodes", "unreachable") == 2);
}

TEST_CASE_METHOD(client_fixture, "a request on a dead kept-alive connection is retried once, if it only reads") {
  std::atomic<int> reads{0}, writes{0};
  fake_engine engine([&](peer& p, int) {
    p.next();
    p.send(ok(one_node));
    const auto second = p.next();
    ++(second.starts_with("POST") ? writes : reads);
  });
  const auto client = source(engine.address());
  CHECK(nodes(*client) == "1 node");
  CHECK(nodes(*client) == "1 node");
  CHECK(reads == 1);
  const auto writer = proxy(engine.address());
  const auto text = std::make_shared<const std::string>("x");
  const auto create = [&] { return ask_outcome([&](auto done) { writer->create_config("c", {}, text, done); }); };
  CHECK(create() == "done");
  CHECK(create().starts_with("unreachable: "));
  CHECK(writes == 1);
}
