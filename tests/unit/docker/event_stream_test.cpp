#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"
#include "tests/unit/docker/event_log.hpp"

#include <random>

using namespace signalbox;
using namespace signalbox::test;

namespace {

std::string event(const std::string& name) {
  return R"({"Type":"service","Action":"update","Actor":{"ID":"i","Attributes":{"name":")" + name +
         "\"}},\"scope\":\"swarm\"}\n";
}

/// Answers pings; true if the next request is for events.
bool asked_for_events(peer& p) { return contains(p.next(), "/events?filters="); }

} // namespace

TEST_CASE_METHOD(client_fixture, "a stream is up before its first event, and reconnects after a loss") {
  fake_engine engine([](peer& p, int) {
    if (!asked_for_events(p))
      return;
    p.send(endless_head());
    p.send(chunk(event("a") + event("b")));
  });
  event_log log;
  const auto client = eager_source(engine.address());
  const auto held = client->follow(log.sink());
  REQUIRE(log.waits_for("service update b", 3));
  const auto all = log.entries();
  REQUIRE(all.size() >= 8);
  CHECK(all[0] == "up");
  CHECK(all[1] == "service update a");
  CHECK(all[2] == "service update b");
  CHECK(contains(all[3], "down: unix://"));
  CHECK(contains(all[3], "closed in the middle of an answer"));
  CHECK(all[4] == "up");
  CHECK(metrics->snapshot().stream_connects >= 3);
  CHECK(metrics->snapshot().stream_losses >= 2);
}

TEST_CASE_METHOD(client_fixture, "events are read from pieces of any size") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    fake_engine engine([seed](peer& p, int) {
      if (!asked_for_events(p))
        return;
      std::minstd_rand random(seed);
      std::string text = event("first") + "\n" + event("second") + event("last"), bytes = endless_head();
      while (!text.empty()) {
        const auto size = 1 + random() % 40;
        bytes += chunk(text.substr(0, size));
        text.erase(0, size);
      }
      while (!bytes.empty()) {
        const auto size = 1 + random() % 40;
        p.send(bytes.substr(0, size));
        bytes.erase(0, size);
      }
      p.until_closed();
    });
    event_log log;
    const auto client = source(engine.address());
    const auto held = client->follow(log.sink());
    REQUIRE(log.waits_for("service update last"));
    CHECK(log.entries() ==
          std::vector<std::string>{"up", "service update first", "service update second", "service update last"});
  }
}

TEST_CASE_METHOD(client_fixture, "a refused stream is reported once for each reason, and retried") {
  fake_engine engine([](peer& p, int nth) {
    if (!asked_for_events(p))
      return;
    if (nth < 4)
      p.send(answer(503, R"({"message":"This node is not a swarm manager."})"));
    else
      p.send(endless_head());
    p.until_closed();
  });
  event_log log;
  const auto client = eager_source(engine.address());
  const auto held = client->follow(log.sink());
  REQUIRE(log.waits_for("up"));
  const auto all = log.entries();
  REQUIRE(all.size() == 2);
  CHECK(contains(all[0], "This node is not a swarm manager. (status 503)"));
}

TEST_CASE_METHOD(client_fixture, "a malformed event ends the stream, which reconnects") {
  for (const auto& line : {std::string("secret\n"), std::string(2u << 20, 'x'), std::string(R"({"Type":1})") + '\n'}) {
    fake_engine engine([&line](peer& p, int nth) {
      if (!asked_for_events(p))
        return;
      p.send(endless_head());
      if (nth == 1)
        p.send(chunk(line));
      p.until_closed();
    });
    event_log log;
    const auto client = eager_source(engine.address());
    const auto held = client->follow(log.sink());
    CHECK(log.waits_for("up", 2));
    CHECK(log.waits_for("down"));
    for (const auto& entry : log.entries())
      CHECK_FALSE(contains(entry, "secret"));
  }
}

TEST_CASE_METHOD(client_fixture, "an engine that hangs while the stream is silent is detected") {
  std::atomic<bool> stands{false};
  fake_engine engine([&](peer& p, int) {
    if (!stands && asked_for_events(p)) {
      stands = true;
      p.send(endless_head());
    }
    p.until_closed();
  });
  event_log log;
  const auto client = hasty_source(engine.address(), std::chrono::seconds(1));
  const auto held = client->follow(log.sink());
  CHECK(log.waits_for("up"));
  CHECK(log.waits_for("down: " + to_string(engine.address()) + ": silent, and "));
}

TEST_CASE_METHOD(client_fixture, "a silent stream of a live engine stays open") {
  std::atomic<int> checks{0};
  std::promise<void> enough;
  auto checked = enough.get_future().share();
  fake_engine engine([&](peer& p, int nth) {
    if (nth == 1) {
      asked_for_events(p);
      p.send(endless_head());
      checked.wait();
      p.send(chunk(event("late")));
      return p.until_closed();
    }
    while (!p.next().empty()) {
      p.send(ok("OK"));
      if (++checks == 3)
        enough.set_value();
    }
  });
  event_log log;
  const auto client = eager_source(engine.address());
  const auto held = client->follow(log.sink());
  REQUIRE(log.waits_for("service update late"));
  CHECK(log.entries() == std::vector<std::string>{"up", "service update late"});
}

TEST_CASE_METHOD(client_fixture, "no event is delivered after a subscription has ended") {
  fake_engine engine([](peer& p, int) {
    if (!asked_for_events(p))
      return;
    p.send(endless_head());
    for (int i = 0; i < 2000; ++i)
      p.send(chunk(event("x")));
    p.until_closed();
  });
  const auto client = eager_source(engine.address());
  for (int round = 0; round < 20; ++round) {
    event_log log;
    std::atomic<bool> ended{false}, late{false};
    auto held = client->follow([&, sink = log.sink()](const feed_event& e) {
      late = late || ended;
      sink(e);
    });
    REQUIRE(log.waits_for("service update x"));
    held.reset();
    ended = true;
    CHECK_FALSE(late);
  } // the log is destroyed: a late event would write to it
}

TEST_CASE_METHOD(client_fixture, "a subscription may end in its own callback") {
  fake_engine engine([](peer& p, int) {
    if (!asked_for_events(p))
      return;
    p.send(endless_head() + chunk(event("a") + event("b")));
    p.until_closed();
  });
  const auto client = eager_source(engine.address());
  std::vector<std::string> seen;
  std::promise<void> ended;
  std::unique_ptr<subscription> own;
  std::mutex mutex;
  {
    const std::lock_guard lock(mutex);
    own = client->follow([&](const feed_event& e) {
      const std::lock_guard inner(mutex);
      const auto* told = std::get_if<engine_event>(&e);
      seen.push_back(told ? told->name : "up");
      if (told) {
        own.reset();
        ended.set_value();
      }
    });
  }
  ended.get_future().wait();
  nodes(*client); // events that were under way to the sink have arrived now
  CHECK(seen == std::vector<std::string>{"up", "a"});
}
