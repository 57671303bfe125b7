#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"

#include <atomic>
#include <optional>

using namespace signalbox;
using namespace signalbox::test;

namespace {

/// Reads a request and never answers.
void silent(peer& p, int) {
  p.next();
  p.until_closed();
}

struct waiting {
  std::shared_ptr<std::promise<deferred<listed<swarm_node>>>> promise =
      std::make_shared<std::promise<deferred<listed<swarm_node>>>>();
  on_answer<listed<swarm_node>> done() {
    return [p = promise](deferred<listed<swarm_node>> d) { p->set_value(std::move(d)); };
  }
  std::string why() { return std::get<listing_failed>(promise->get_future().get()()).why; }
};

} // namespace

TEST_CASE("every open request is answered when the thread ends") {
  fake_engine engine(silent);
  std::optional<client_fixture> fixture(std::in_place);
  const auto client = fixture->source(engine.address());
  waiting first, second, late;
  client->list_nodes(first.done());
  client->list_nodes(second.done());
  fixture.reset();
  CHECK(first.why() == "signalbox is shutting down");
  CHECK(second.why() == "signalbox is shutting down");
  client->list_nodes(late.done());
  CHECK(late.why() == "signalbox is shutting down");
}

TEST_CASE_METHOD(client_fixture, "every open request is answered when the client ends") {
  fake_engine engine(silent);
  waiting first, second;
  {
    const auto client = source(engine.address());
    client->list_nodes(first.done());
    client->list_nodes(second.done());
  }
  CHECK(first.why() == "the client was closed");
  CHECK(second.why() == "the client was closed");
}

TEST_CASE_METHOD(client_fixture, "an answer's callback may destroy the client, or send a request") {
  fake_engine engine([](peer& p, int) {
    while (!p.next().empty())
      p.send(ok(one_node));
  });
  waiting second;
  auto client = std::make_shared<std::shared_ptr<swarm_source>>(source(engine.address()));
  (*client)->list_nodes([client, &second](const auto&) {
    (*client)->list_nodes(second.done());
    client->reset();
  });
  CHECK(second.why() == "the client was closed");
}

TEST_CASE("an idle thread ends at once") {
  docker_io io;
  CHECK(io.thread());
}

TEST_CASE("a thread ends while event streams are open, fail and wait") {
  for (const bool answers : {true, false}) {
    fake_engine engine([answers](peer& p, int) {
      p.next();
      if (answers)
        p.send(endless_head());
      p.until_closed();
    });
    std::atomic<bool> ended{false}, late{false};
    std::promise<void> told;
    std::once_flag once;
    std::unique_ptr<subscription> held;
    std::shared_ptr<swarm_source> client;
    {
      client_fixture fixture;
      client = fixture.eager_source(engine.address());
      held = client->follow([&](const feed_event&) {
        late = late || ended;
        std::call_once(once, [&] { told.set_value(); });
      });
      told.get_future().wait();
    }
    ended = true;
    held.reset();
    CHECK_FALSE(late);
  }
}
