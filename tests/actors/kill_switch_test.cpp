#include "actors/supervision/kill_switch.hpp"
#include "adapters/api/chaos_endpoints.hpp"
#include "adapters/api/endpoints.hpp"
#include "tests/actors/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

http_request request(std::string method, const std::string& target) {
  http_request r;
  r.method = std::move(method);
  r.target = target;
  split_target(r);
  return r;
}

/// The tree of `run --chaos`, without the socket.
struct chaos_fixture : actor_fixture {
  std::shared_ptr<kill_switch> hand = std::make_shared<kill_switch>();
  http_routes table =
      chaos_endpoints({[this] { return hand->victims(); }, [this](const auto& path) { return hand->kill(path); }});

  chaos_fixture() {
    deps().started = [this, count = deps().started](const auto& path, const auto& actor) {
      count(path, actor);
      hand->started(path, actor);
    };
    swarm.add("web", "us-east");
    start();
  }
  http_reply ask(const std::string& method, const std::string& target) { return route(table, request(method, target)); }
  std::set<std::string> listed(bool running) {
    std::set<std::string> paths;
    const auto reply = nlohmann::json::parse(ask("GET", "/chaos/actors").body);
    for (const auto& a : reply["actors"])
      if (a["running"] == running)
        paths.insert(a["path"].get<std::string>());
    return paths;
  }
  std::string cause_of(const std::string& path) const {
    for (const auto& a : snapshot->actors)
      if (a.path == path)
        return a.report.last_cause;
    return "";
  }
};

} // namespace

TEST_CASE_METHOD(chaos_fixture, "actors of every kind are killed, die of an error, and come back") {
  for (const std::string path :
       {"watcher", "status", "janitor", "us-east", "us-east/cluster", "us-east/extension", "us-east/proxy"}) {
    INFO(path);
    const auto before = starts;
    CHECK(ask("POST", "/chaos/kill?actor=" + path).status == 200);
    pass(15s);
    CHECK(starts[path] == before.at(path) + 1);
    CHECK(starts["us-west"] == before.at("us-west"));
    CHECK(starts["us-west/proxy"] == before.at("us-west/proxy"));
    CHECK(cause_of(path).find("kill") != std::string::npos);
  }
  swarm.add("shop", "us-east");
  pass(5s);
  CHECK(text_of("us-east").find("shop.local") != std::string::npos);
}

TEST_CASE_METHOD(chaos_fixture, "a supervisor that is killed takes its children with it") {
  const auto before = starts;
  REQUIRE(ask("POST", "/chaos/kill?actor=us-east").status == 200);
  pass(5s);
  for (const auto* path : {"us-east/proxy", "us-east/extension", "us-east/cluster"})
    CHECK(starts[path] == before.at(path) + 1);
}

TEST_CASE_METHOD(chaos_fixture, "the list has everybody but the root, and tells the dead from the living") {
  const std::set<std::string> all{"status",        "janitor",           "watcher",         "us-east",
                                  "us-east/proxy", "us-east/extension", "us-east/cluster", "us-west",
                                  "us-west/proxy", "us-west/extension", "us-west/cluster"};
  CHECK(listed(true) == all);
  for (int i = 0; i < 2; ++i) {
    ask("POST", "/chaos/kill?actor=us-east%2Fcluster");
    pass(0ms); // the second restart is not immediate
  }
  CHECK(listed(false) == std::set<std::string>{"us-east/cluster"});
  CHECK(ask("POST", "/chaos/kill?actor=us-east/cluster").status == 409);
  pass(1s);
  CHECK(listed(true) == all);
}

TEST_CASE_METHOD(chaos_fixture, "what cannot be killed is said, with the way to a list") {
  for (const auto* nobody : {"us-north", "root", "us-east/", "/us-east/proxy"}) {
    const auto reply = ask("POST", std::string{"/chaos/kill?actor="} + nobody);
    INFO(nobody);
    CHECK(reply.status == 404);
    CHECK(reply.body.find("GET /chaos/actors") != std::string::npos);
  }
  for (const auto* wrong :
       {"/chaos/kill", "/chaos/kill?actor=", "/chaos/kill?path=watcher", "/chaos/kill?actor=watcher&cluster=us-east"}) {
    const auto reply = ask("POST", wrong);
    INFO(wrong);
    CHECK(reply.status == 400);
    CHECK(reply.body.find("actor=us-east/proxy") != std::string::npos);
  }
  CHECK(ask("GET", "/chaos/kill?actor=watcher").status == 405);
  const auto before = starts;
  pass(5s);
  CHECK(starts == before);
}

TEST_CASE_METHOD(actor_fixture, "without the flag there is no kill switch") {
  start();
  const auto ordinary = core_endpoints([this] { return snapshot; }, [] { return metric_samples{}; });
  const auto before = starts;
  CHECK(route(ordinary, request("GET", "/chaos/actors")).status == 404);
  CHECK(route(ordinary, request("POST", "/chaos/kill?actor=watcher")).status == 404);
  pass(5s);
  CHECK(starts == before);
}
