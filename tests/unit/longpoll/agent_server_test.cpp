// The agent server behind a real HTTP server, called with raw HTTP.
#include "adapters/http/http_server.hpp"
#include "adapters/longpoll/agent_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"
#include "tests/unit/longpoll/polls.hpp"

#include <condition_variable>
#include <future>
#include <mutex>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct agent_server_fixture {
  agent_server agents{{{"us-east", ""}, {"us-west", ""}, {"guarded", "0123abcd"}}, {60s, 300ms, 4}};
  http_limits limits = [] {
    http_limits l;
    l.body_bytes = 16384;
    return l;
  }();
  http_server server{"127.0.0.1:0", {agents.endpoint()}, limits};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<agent_event> events;
  std::unique_ptr<subscription> listening = agents.listen({"us-east"}, [this](agent_event e) {
    const std::lock_guard lock{mutex};
    events.push_back(std::move(e));
    changed.notify_all();
  });

  void wait_for_events(std::size_t count) {
    std::unique_lock lock{mutex};
    REQUIRE(changed.wait_for(lock, 10s, [&] { return events.size() >= count; }));
  }
  void authorize(const std::string& task, const std::string& address = "127.0.0.1") {
    agents.authorize({"us-east"}, {{task, {address}}});
  }
  void offer(const std::string& sum, const std::string& text, bool validate_only = false) {
    agents.offer({"us-east"}, {{sum}, std::make_shared<const std::string>(text), 5, validate_only});
  }
  std::string poll(const std::string& task, const std::string& judged, int wait = 0,
                   const std::string& cluster = "us-east", const std::string& more = "") {
    const auto body = "signalbox-agent 1\ntask " + task + "\njudged " + judged + "\nverdict loaded\n" + more + "\n";
    raw_client c{server.port()};
    c.send("POST /v1/agents/" + cluster + "?wait=" + std::to_string(wait) +
           " HTTP/1.1\r\nHost: core\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body);
    return c.read_all();
  }
  std::future<std::string> poll_later(const std::string& task, const std::string& judged, int wait) {
    return std::async(std::launch::async, [=, this] { return poll(task, judged, wait); });
  }
};

} // namespace

TEST_CASE_METHOD(agent_server_fixture, "an agent that lacks the newest text gets it at once") {
  authorize("t1");
  offer(a, "events {}");
  CHECK(says(poll("t1", ""), "\r\n\r\nsignalbox-config " + a + " 5 load\nevents {}"));
  CHECK(says(poll("t1", a), "HTTP/1.1 204"));
}

TEST_CASE_METHOD(agent_server_fixture, "an agent that has the newest text waits for the next one") {
  authorize("t1");
  offer(a, "one");
  auto reply = poll_later("t1", a, 30);
  wait_for_events(1);
  offer(b, "two");
  CHECK(says(reply.get(), "signalbox-config " + b + " 5 load\ntwo"));
}

TEST_CASE_METHOD(agent_server_fixture, "a task's newer poll ends its older one") {
  authorize("t1");
  offer(a, "one");
  auto older = poll_later("t1", a, 30);
  wait_for_events(1);
  auto newer = poll_later("t1", a, 30);
  CHECK(says(older.get(), "HTTP/1.1 204"));
  offer(b, "two");
  CHECK(says(newer.get(), "two"));
}

TEST_CASE_METHOD(agent_server_fixture, "an unknown caller gets no text, whatever it reports, and core is notified") {
  offer(a, "secret routes");
  SECTION("no task is known") {}
  SECTION("the task is known, but has another address") { authorize("t1", "10.0.0.9"); }
  const auto reply = poll("t1", "", 30);
  CHECK(says(reply, "HTTP/1.1 403"));
  CHECK_FALSE(says(reply, "secret"));
  REQUIRE(events.size() == 1);
  CHECK(std::get<unknown_caller>(events[0]).address == "127.0.0.1");
}

TEST_CASE_METHOD(agent_server_fixture, "an unknown caller that is authorized while it waits is served") {
  offer(a, "one");
  auto reply = poll_later("t1", "", 30);
  wait_for_events(1);
  authorize("t1");
  CHECK(says(reply.get(), "signalbox-config"));
  wait_for_events(2);
  CHECK(std::get<agent_report>(events[1]).task == "t1");
}

TEST_CASE_METHOD(agent_server_fixture, "a task of one cluster is unknown to another") {
  authorize("t1");
  offer(a, "east");
  CHECK(says(poll("t1", "", 0, "us-west"), "HTTP/1.1 403"));
  CHECK(events.empty());
  CHECK(says(poll("t1", "", 0, "us-north"), "HTTP/1.1 404"));
}

TEST_CASE_METHOD(agent_server_fixture, "if the cluster has a token, an agent needs both token and address") {
  agents.authorize({"guarded"}, {{"t1", {"127.0.0.1"}}});
  agents.offer({"guarded"}, {{a}, std::make_shared<const std::string>("secret routes"), 5, true});
  const auto listener = agents.listen({"guarded"}, [this](agent_event e) { events.push_back(std::move(e)); });
  for (const std::string line : {"", "token \n", "token 0123abc\n", "token 0123abce\n", "token 0123abcdx\n"}) {
    CAPTURE(line);
    const auto reply = poll("t1", "", 30, "guarded", line);
    CHECK(says(reply, "HTTP/1.1 403"));
    CHECK_FALSE(says(reply, "secret"));
    CHECK_FALSE(says(reply, "0123abcd"));
  }
  CHECK(events.empty());
  CHECK(says(poll("t1", "", 0, "guarded", "token 0123abcd\n"), "secret routes"));
  CHECK(says(poll("t2", "", 0, "guarded", "token 0123abcd\n"), "HTTP/1.1 403")); // a token alone is not enough either
}

TEST_CASE_METHOD(agent_server_fixture, "a malformed report is refused with a reason, and polls have a limit") {
  raw_client c{server.port()};
  c.send("POST /v1/agents/us-east HTTP/1.1\r\nHost: core\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
  CHECK(says(c.read_all(), "HTTP/1.1 400"));
  std::vector<std::future<std::string>> waiting;
  std::vector<authorized_task> tasks;
  for (int i = 0; i < 6; ++i)
    tasks.push_back({"t" + std::to_string(i), {"127.0.0.1"}});
  agents.authorize({"us-east"}, tasks);
  for (std::size_t i = 0; i < 6; ++i) {
    waiting.push_back(poll_later("t" + std::to_string(i), "", 30));
    wait_for_events(i + 1);
  }
  CHECK(says(waiting[0].get(), "HTTP/1.1 204")); // the oldest polls end
  CHECK(says(waiting[1].get(), "HTTP/1.1 204"));
  offer(a, "one");
  for (std::size_t i = 2; i < 6; ++i)
    CHECK(says(waiting[i].get(), "one"));
}
