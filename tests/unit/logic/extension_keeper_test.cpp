#include "actors/extension/extension_keeper.hpp"
#include "actors/extension/extension_wish.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace signalbox;
using std::chrono::seconds;

namespace {

const instant start{seconds(1000)};

cluster_settings us_east() {
  cluster_settings s;
  s.id = {"us-east"};
  s.image = "extension:1";
  s.service_name = "ext-east";
  s.args = {"-D"};
  s.core_name = "interlock";
  s.core_endpoint = "http://tasks.interlock:8080";
  s.core_networks = {"net1"};
  return s;
}

proxy_observation as_wished(const cluster_settings& s) {
  proxy_observation seen;
  live_proxy live;
  live.id = "s1";
  live.name = s.service_name;
  live.ours = true;
  live.spec = extension_wish(s);
  live.applied = live.spec;
  seen.proxy = live;
  seen.tasks = {{"t1", "n1", "running", "", "", {{"net1", "10.0.0.5"}, {"other", "10.9.0.5"}}}};
  return seen;
}

template <class T>
const T* first(const keeper_effects& effects) {
  const auto i =
      std::find_if(effects.begin(), effects.end(), [](const auto& e) { return std::holds_alternative<T>(e); });
  return i == effects.end() ? nullptr : &std::get<T>(*i);
}

/// A keeper whose file names another image than the service has.
struct newer_image {
  newer_image() { k.start(start); }
  static cluster_settings newer() {
    auto s = us_east();
    s.image = "extension:2";
    return s;
  }
  extension_keeper k{newer(), {}};
  proxy_observation seen = as_wished(us_east());
};

} // namespace

TEST_CASE("a service that is not there is created, and again when it is gone") {
  extension_keeper k{us_east(), {}};
  CHECK(first<look_at_proxy>(k.start(start)));
  const auto made = k.on_look(proxy_observation{}, start);
  REQUIRE(first<make_service>(made));
  const auto& wish = first<make_service>(made)->wish;
  CHECK(wish.image == "extension:1");
  CHECK(wish.args == std::vector<std::string>{"-D"});
  CHECK(wish.networks == std::set<std::string>{"net1"});
  CHECK(wish.labels.at("type") == "com.docker.interlock.core.extension");
  CHECK(wish.environment.at("SIGNALBOX_CLUSTER") == "us-east");
  CHECK(first<look_at_proxy>(k.on_outcome(engine_done{}, start)));
  CHECK(!first<make_service>(k.on_look(as_wished(us_east()), start)));
  CHECK(k.tasks_running() == 1);
  CHECK(first<make_service>(k.on_look(proxy_observation{}, start)));
}

TEST_CASE("its tasks are admitted with their addresses on core's networks") {
  extension_keeper k{us_east(), {}};
  k.start(start);
  const auto effects = k.on_look(as_wished(us_east()), start);
  REQUIRE(first<admit_tasks>(effects));
  CHECK(first<admit_tasks>(effects)->tasks == std::vector<admitted_task>{{"t1", {"10.0.0.5"}}});
  CHECK(!first<admit_tasks>(k.on_look(as_wished(us_east()), start))); // nothing new
}

TEST_CASE("new settings update it, an operator's edits stay, and damage is healed") {
  auto seen = as_wished(us_east());
  seen.proxy->spec.constraints.insert("node.role==worker"); // by hand
  auto newer = us_east();
  newer.image = "extension:2";
  extension_keeper k{newer, {}};
  k.start(start);
  const auto effects = k.on_look(seen, start);
  REQUIRE(first<change_service>(effects));
  CHECK(first<change_service>(effects)->merged.image == "extension:2");
  CHECK(first<change_service>(effects)->merged.constraints.contains("node.role==worker"));
  extension_keeper same{us_east(), {}};
  same.start(start);
  auto damaged = as_wished(us_east());
  damaged.proxy->spec.networks.clear();
  REQUIRE(first<change_service>(same.on_look(damaged, start)));
}

TEST_CASE_METHOD(newer_image, "a task of an image that is being replaced is not asked any more, unless Swarm gave up") {
  seen.tasks[0].image = "extension:1";
  REQUIRE(first<change_service>(k.on_look(seen, start)));
  CHECK(!first<admit_tasks>(k.on_outcome(engine_done{}, start)));
  auto done = as_wished(newer());
  done.tasks = {{"t2", "n1", "running", "", "", {{"net1", "10.0.0.6"}}, 0, "extension:2"}, seen.tasks[0]};
  const auto admitted = k.on_look(done, start);
  REQUIRE(first<admit_tasks>(admitted));
  CHECK(first<admit_tasks>(admitted)->tasks == std::vector<admitted_task>{{"t2", {"10.0.0.6"}}});
  seen.proxy->update_state = "rollback_completed";
  seen.proxy->update_started = "2026-01-01";
  const auto given_up = k.on_look(seen, start);
  REQUIRE(first<admit_tasks>(given_up));
  CHECK(first<admit_tasks>(given_up)->tasks == std::vector<admitted_task>{{"t1", {"10.0.0.5"}}});
}

TEST_CASE_METHOD(newer_image, "an update that Swarm gave up is not repeated, and says so") {
  REQUIRE(first<change_service>(k.on_look(seen, start)));
  k.on_outcome(engine_done{}, start);
  seen.proxy->update_state = "rollback_completed";
  seen.proxy->update_started = "2026-01-01";
  seen.proxy->update_message = "rolled back";
  CHECK(!first<change_service>(k.on_look(seen, start)));
  REQUIRE(k.found().size() == 1);
  CHECK(k.found()[0].what == "is not as the configuration asks: Swarm gave up the update: rolled back");
}

TEST_CASE("somebody else's service of that name is left alone") {
  extension_keeper k{us_east(), {}};
  k.start(start);
  auto seen = as_wished(us_east());
  seen.proxy->spec.labels.erase("type");
  const auto effects = k.on_look(seen, start);
  CHECK(!first<change_service>(effects));
  REQUIRE(k.found().size() == 1);
  CHECK(k.found()[0].what == "is there, and it is not this cluster's extension");
}

TEST_CASE("the cluster's token is made before the service that needs it") {
  auto guarded = us_east();
  guarded.agent_token = "0123";
  extension_keeper k{guarded, {}};
  k.start(start);
  const auto effects = k.on_look(proxy_observation{}, start);
  REQUIRE(first<make_secret>(effects));
  CHECK(first<make_secret>(effects)->value == "0123");
  CHECK(first<look_at_proxy>(k.on_outcome(engine_done{}, start)));
  const auto then = k.on_look(proxy_observation{}, start);
  REQUIRE(first<make_service>(then));
  CHECK(first<make_service>(then)->wish.secrets.size() == 1);
}

TEST_CASE("an engine that does not answer is asked again, ever less often") {
  extension_keeper k{us_east(), {}};
  k.start(start);
  const auto lost = k.on_look(engine_unreachable{"down"}, start);
  REQUIRE(first<wake_later>(lost));
  CHECK(k.found().size() == 1);
  CHECK(first<look_at_proxy>(k.on_wake(first<wake_later>(lost)->epoch, start + seconds(1))));
}
