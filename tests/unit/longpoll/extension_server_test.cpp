// The extension server behind a real HTTP server, called with raw HTTP.
#include "adapters/longpoll/extension_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"
#include "tests/unit/longpoll/polls.hpp"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

std::vector<cluster_settings> clusters() {
  cluster_settings east, west, guarded;
  east.id = {"us-east"};
  east.image = "extension";
  west.id = {"us-west"}; // core renders
  guarded.id = {"guarded"};
  guarded.image = "extension";
  guarded.agent_token = "0123abcd";
  return {east, west, guarded};
}

struct extension_server_fixture {
  extension_server extensions{clusters(), {60s, 300ms, 4}};
  http_limits limits = [this] {
    http_limits l;
    l.body_bytes = 16384;
    extensions.widen(l);
    return l;
  }();
  http_server server{"127.0.0.1:0", {extensions.endpoint()}, limits};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<extension_event> events;
  std::unique_ptr<subscription> listening = extensions.listen({"us-east"}, [this](extension_event e) {
    const std::lock_guard lock{mutex};
    events.push_back(std::move(e));
    changed.notify_all();
  });

  extension_event event(std::size_t index) {
    std::unique_lock lock{mutex};
    REQUIRE(changed.wait_for(lock, 10s, [&] { return events.size() > index; }));
    return events[index];
  }
  void authorize() { extensions.authorize({"us-east"}, {{"t1", {"127.0.0.1"}}}); }
  void request(std::uint64_t number, const std::string& host) {
    auto routes = std::make_shared<route_table>();
    routes->hosts.emplace_back().host = host;
    extensions.request({"us-east"}, {number, routes});
  }
  std::string post(const std::string& body, const std::string& cluster = "us-east", int wait = 0) {
    raw_client c{server.port()};
    c.send("POST /v1/extensions/" + cluster + "?wait=" + std::to_string(wait) +
           " HTTP/1.1\r\nHost: core\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body);
    return c.read_all();
  }
  std::string poll(const std::string& more = "", const std::string& cluster = "us-east") {
    return post(R"({"protocol":1,"task":"t1")" + more + "}", cluster);
  }
  std::string requested(const std::string& reply) {
    return nlohmann::json::parse(reply.substr(reply.find("\r\n\r\n"))).at("request");
  }
};

} // namespace

TEST_CASE_METHOD(extension_server_fixture,
                 "an extension gets the newest request, answers it, and gets no further one") {
  authorize();
  request(7, "a.local");
  const auto reply = poll();
  REQUIRE(says(reply, R"("hosts":[{"host":"a.local"}])"));
  CHECK(says(reply, "Content-Type: application/json"));
  CHECK(says(poll(R"(,"request":")" + requested(reply) + R"(","text":"events {}")"), "HTTP/1.1 204"));
  const auto answered = std::get<extension_poll_event>(event(1));
  REQUIRE(answered.answer);
  CHECK(answered.answer->request == 7);
  CHECK(std::get<rendered_text>(answered.answer->result).text == "events {}");
}

TEST_CASE_METHOD(extension_server_fixture,
                 "an answer to an older request is not passed on, and the newer request follows") {
  authorize();
  request(1, "a.local");
  const auto first = requested(poll());
  request(2, "b.local");
  CHECK(says(poll(R"(,"request":")" + first + R"(","text":"old")"), "b.local"));
  CHECK(!std::get<extension_poll_event>(event(1)).answer);
}

TEST_CASE_METHOD(extension_server_fixture, "the same routes, requested again, are rendered again") {
  authorize();
  request(1, "a.local");
  const auto first = requested(poll());
  request(1, "a.local"); // by a restarted actor
  CHECK(says(poll(R"(,"request":")" + first + '"'), "a.local"));
}

TEST_CASE_METHOD(extension_server_fixture, "an unknown caller gets no routes, and core is notified") {
  request(1, "secret.local");
  const auto reply = poll();
  CHECK(says(reply, "HTTP/1.1 403"));
  CHECK(!says(reply, "secret"));
  CHECK(std::get<unknown_caller>(event(0)).address == "127.0.0.1");
  CHECK(says(post("{}", "us-west"), "HTTP/1.1 404"));
}

TEST_CASE_METHOD(extension_server_fixture, "if the cluster has a token, a poll needs it") {
  CHECK(says(poll("", "guarded"), "does not show the token"));
  CHECK(says(poll(R"(,"token":"0123abcx")", "guarded"), "does not show the token"));
  CHECK(says(poll(R"(,"token":"0123abcd")", "guarded"), "not that of a task"));
}

TEST_CASE_METHOD(extension_server_fixture,
                 "a malformed poll of an extension is reported, one of another address is not") {
  CHECK(says(post("malformed"), "HTTP/1.1 400"));
  authorize();
  CHECK(says(post("malformed"), "HTTP/1.1 400"));
  CHECK(says(post(R"({"protocol":9,"task":"t1"})"), "it speaks protocol 9, and this core 1"));
  CHECK(std::get<malformed_poll>(event(0)).what == malformed_poll::kind::malformed);
  CHECK(std::get<malformed_poll>(event(1)).what == malformed_poll::kind::protocol);
}

TEST_CASE_METHOD(extension_server_fixture, "only an extension's task may send a large body, up to a limit") {
  const auto text = R"({"protocol":1,"task":"t1","request":"o","text":")" + std::string(100'000, 'x') + "\"}";
  CHECK(says(post(text), "HTTP/1.1 413"));
  authorize();
  CHECK(says(post(text), "HTTP/1.1 204"));
  raw_client endless{server.port()};
  endless.send("POST /v1/extensions/us-east HTTP/1.1\r\nHost: core\r\nContent-Length: 99999999999\r\n\r\n");
  CHECK(says(endless.read_all(), "HTTP/1.1 413"));
  CHECK(std::get<malformed_poll>(event(1)).what == malformed_poll::kind::too_long);
}
