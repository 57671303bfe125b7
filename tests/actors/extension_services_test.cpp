// An extension that runs as a service: what of its tasks' answers counts.
#include "tests/actors/actor_world.hpp"
#include "tests/support/catch.hpp"

#include <utility>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// The desk of the extensions, with what was put on it.
class written_desk : public extension_services {
public:
  std::vector<extension_order> orders;
  std::function<void(extension_event)> sink;

  std::unique_ptr<subscription> listen(const cluster_id&, std::function<void(extension_event)> s) override {
    sink = std::move(s);
    return std::make_unique<subscription>();
  }
  void order(const cluster_id&, extension_order o) override { orders.push_back(std::move(o)); }
  void admit(const cluster_id&, std::vector<admitted_task>) override {}

  void answer(const std::string& text) {
    extension_word word;
    word.answer = extension_answer{orders.back().number, rendered_text{text, {}, "nginx"}};
    sink(word);
  }
};

/// The service that the extension runs as, with these tasks.
class service_with_tasks : public memory_proxy_engine {
public:
  using memory_proxy_engine::memory_proxy_engine;
  std::vector<std::string> tasks;
  std::optional<live_proxy> live;

  void observe(cluster_id, std::string, on_answer<observed_proxy> done) override {
    proxy_observation seen;
    seen.proxy = live;
    for (const auto& id : tasks)
      seen.tasks.push_back({id, "node", "running", "", "", {{"net-core", "10.0.0." + id}}});
    done([seen] { return observed_proxy{seen}; });
  }
  void create_service(std::string name, proxy_spec wish, on_answer<engine_outcome> done) override {
    live = live_proxy{"id", name, 1, true, wish, wish, "", "", "", {}};
    done([] { return engine_outcome{engine_done{}}; });
  }
};

} // namespace

TEST_CASE("when a task that answered last is gone, those that stay are asked for the same once more") {
  actor_world w;
  const auto desk = std::make_shared<written_desk>();
  const auto service = std::make_shared<service_with_tasks>(w.swarm, "us-east");
  auto& settings = w.outside().settings.clusters.front();
  settings.image = "extension";
  settings.service_name = "extension-us-east";
  settings.core_networks = {"net-core"};
  w.outside().extensions = desk;
  w.outside().extension_engines[settings.id] = service;
  service->tasks = {"1", "2"};
  w.start();
  REQUIRE_FALSE(desk->orders.empty());
  desk->answer("by the new one");
  w.pass(1s);
  desk->answer("by the old one, late");
  w.pass(10s);
  const auto before = desk->orders.size();
  service->tasks = {"2"};
  w.pass(10s);
  REQUIRE(desk->orders.size() == before + 1);
  CHECK(desk->orders.back().number == desk->orders[before - 1].number);
  desk->answer("by the new one");
  w.pass(20s);
  CHECK(w.text_of("us-east") == "by the new one");
  w.pass(20s);
  CHECK(desk->orders.size() == before + 1);
}
