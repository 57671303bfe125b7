// An extension that runs as a service: which answers of its tasks are accepted.
#include "tests/actors/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <utility>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// A server of extensions that records its requests.
class recording_server : public extension_services {
public:
  std::vector<render_request> requests;
  std::function<void(extension_event)> sink;

  std::unique_ptr<subscription> listen(const cluster_id&, std::function<void(extension_event)> s) override {
    sink = std::move(s);
    return std::make_unique<subscription>();
  }
  void request(const cluster_id&, render_request o) override { requests.push_back(std::move(o)); }
  void authorize(const cluster_id&, std::vector<authorized_task>) override {}

  void answer(const std::string& text) {
    extension_poll_event word;
    word.answer = extension_answer{requests.back().number, rendered_text{text, {}, "nginx"}};
    sink(word);
  }
};

/// The extension's service, with these tasks.
class service_with_tasks : public memory_service_engine {
public:
  using memory_service_engine::memory_service_engine;
  std::vector<std::string> tasks;
  std::optional<live_service> live;

  void observe(cluster_id, std::string, on_answer<observed_service> done) override {
    service_observation seen;
    seen.service = live;
    for (const auto& id : tasks)
      seen.tasks.push_back({id, "node", "running", "", "", {{"net-core", "10.0.0." + id}}});
    done([seen] { return observed_service{seen}; });
  }
  void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) override {
    live = live_service{"id", name, 1, true, desired, desired, "", "", "", {}};
    done([] { return engine_outcome{engine_done{}}; });
  }
};

} // namespace

TEST_CASE("when a task that answered last is gone, those that stay are asked for the same once more") {
  actor_fixture w;
  const auto server = std::make_shared<recording_server>();
  const auto service = std::make_shared<service_with_tasks>(w.swarm, "us-east");
  auto& settings = w.deps().settings.clusters.front();
  settings.image = "extension";
  settings.service_name = "extension-us-east";
  settings.core_networks = {"net-core"};
  w.deps().extensions = server;
  w.deps().extension_engines[settings.id] = service;
  service->tasks = {"1", "2"};
  w.start();
  REQUIRE_FALSE(server->requests.empty());
  server->answer("by the new one");
  w.pass(1s);
  server->answer("by the old one, late");
  w.pass(10s);
  const auto before = server->requests.size();
  service->tasks = {"2"};
  w.pass(10s);
  REQUIRE(server->requests.size() == before + 1);
  CHECK(server->requests.back().number == server->requests[before - 1].number);
  server->answer("by the new one");
  w.pass(20s);
  CHECK(w.text_of("us-east") == "by the new one");
  w.pass(20s);
  CHECK(server->requests.size() == before + 1);
}
