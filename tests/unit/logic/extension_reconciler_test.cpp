#include "actors/extension/desired_extension_spec.hpp"
#include "actors/extension/extension_reconciler.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using std::chrono::seconds;

namespace {

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

service_observation as_desired(const cluster_settings& s) {
  service_observation seen;
  live_service live;
  live.id = "s1";
  live.name = s.service_name;
  live.ours = true;
  live.spec = desired_extension_spec(s);
  live.applied = live.spec;
  seen.service = live;
  seen.tasks = {{"t1", "n1", "running", "", "", {{"net1", "10.0.0.5"}, {"other", "10.9.0.5"}}}};
  return seen;
}

/// The effect of type T, or the service call of type T.
template <class T, class... Alternatives>
const T* as(const std::variant<Alternatives...>& effect) {
  if constexpr ((std::is_same_v<T, Alternatives> || ...))
    return std::get_if<T>(&effect);
  else if (const auto* call = std::get_if<service_call>(&effect))
    return std::get_if<T>(call);
  return nullptr;
}

template <class T>
const T* first(const extension_service_effects& effects) {
  for (const auto& e : effects)
    if (const auto* found = as<T>(e))
      return found;
  return nullptr;
}

/// A reconciler whose desired image differs from the service's.
struct newer_image {
  newer_image() { k.start(start); }
  static cluster_settings newer() {
    auto s = us_east();
    s.image = "extension:2";
    return s;
  }
  extension_reconciler k{newer(), {}};
  service_observation seen = as_desired(us_east());
};

} // namespace

TEST_CASE("an absent service is created, and again after it was removed") {
  extension_reconciler k{us_east(), {}};
  CHECK(first<observe_service>(k.start(start)));
  const auto made = k.on_observation(service_observation{}, start);
  REQUIRE(first<make_service>(made));
  const auto& desired = first<make_service>(made)->desired;
  CHECK(desired.image == "extension:1");
  CHECK(desired.args == std::vector<std::string>{"-D"});
  CHECK(desired.networks == std::set<std::string>{"net1"});
  CHECK(desired.labels.at("type") == "com.docker.interlock.core.extension");
  CHECK(desired.environment.at("SIGNALBOX_CLUSTER") == "us-east");
  CHECK(first<observe_service>(k.on_outcome(engine_done{}, start)));
  CHECK(!first<make_service>(k.on_observation(as_desired(us_east()), start)));
  CHECK(k.tasks_running() == 1);
  CHECK(first<make_service>(k.on_observation(service_observation{}, start)));
}

TEST_CASE("its tasks are authorized with their addresses on core's networks") {
  extension_reconciler k{us_east(), {}};
  k.start(start);
  const auto effects = k.on_observation(as_desired(us_east()), start);
  REQUIRE(first<authorize_tasks>(effects));
  CHECK(first<authorize_tasks>(effects)->tasks == std::vector<authorized_task>{{"t1", {"10.0.0.5"}}});
  CHECK(!first<authorize_tasks>(k.on_observation(as_desired(us_east()), start))); // nothing new
}

TEST_CASE("new settings update the service, an operator's edits stay, and drift is healed") {
  auto seen = as_desired(us_east());
  seen.service->spec.constraints.insert("node.role==worker"); // by hand
  auto newer = us_east();
  newer.image = "extension:2";
  extension_reconciler k{newer, {}};
  k.start(start);
  const auto effects = k.on_observation(seen, start);
  REQUIRE(first<change_service>(effects));
  CHECK(first<change_service>(effects)->merged.image == "extension:2");
  CHECK(first<change_service>(effects)->merged.constraints.contains("node.role==worker"));
  extension_reconciler same{us_east(), {}};
  same.start(start);
  auto damaged = as_desired(us_east());
  damaged.service->spec.networks.clear();
  REQUIRE(first<change_service>(same.on_observation(damaged, start)));
}

TEST_CASE_METHOD(newer_image, "a task of the replaced image is not authorized, unless Swarm rejected the update") {
  seen.tasks[0].image = "extension:1";
  REQUIRE(first<change_service>(k.on_observation(seen, start)));
  CHECK(!first<authorize_tasks>(k.on_outcome(engine_done{}, start)));
  auto done = as_desired(newer());
  done.tasks = {{"t2", "n1", "running", "", "", {{"net1", "10.0.0.6"}}, 0, "extension:2"}, seen.tasks[0]};
  const auto authorized = k.on_observation(done, start);
  REQUIRE(first<authorize_tasks>(authorized));
  CHECK(first<authorize_tasks>(authorized)->tasks == std::vector<authorized_task>{{"t2", {"10.0.0.6"}}});
  seen.service->update_state = "rollback_completed";
  seen.service->update_started = "2026-01-01";
  const auto given_up = k.on_observation(seen, start);
  REQUIRE(first<authorize_tasks>(given_up));
  CHECK(first<authorize_tasks>(given_up)->tasks == std::vector<authorized_task>{{"t1", {"10.0.0.5"}}});
}

TEST_CASE_METHOD(newer_image, "an update that Swarm rejected is not repeated, and is reported") {
  REQUIRE(first<change_service>(k.on_observation(seen, start)));
  k.on_outcome(engine_done{}, start);
  seen.service->update_state = "rollback_completed";
  seen.service->update_started = "2026-01-01";
  seen.service->update_message = "rolled back";
  CHECK(!first<change_service>(k.on_observation(seen, start)));
  REQUIRE(k.found().size() == 1);
  CHECK(k.found()[0].what == "is not as the configuration asks: Swarm gave up the update: rolled back");
}

TEST_CASE("a service of that name with another owner is not changed") {
  extension_reconciler k{us_east(), {}};
  k.start(start);
  auto seen = as_desired(us_east());
  seen.service->spec.labels.erase("type");
  const auto effects = k.on_observation(seen, start);
  CHECK(!first<change_service>(effects));
  REQUIRE(k.found().size() == 1);
  CHECK(k.found()[0].what == "exists, but is not this cluster's extension");
}

TEST_CASE("the cluster's token is created before the service") {
  auto guarded = us_east();
  guarded.agent_token = "0123";
  extension_reconciler k{guarded, {}};
  k.start(start);
  const auto effects = k.on_observation(service_observation{}, start);
  REQUIRE(first<make_secret>(effects));
  CHECK(first<make_secret>(effects)->value == "0123");
  CHECK(first<observe_service>(k.on_outcome(engine_done{}, start)));
  const auto then = k.on_observation(service_observation{}, start);
  REQUIRE(first<make_service>(then));
  CHECK(first<make_service>(then)->desired.secrets.size() == 1);
}

TEST_CASE("a call that the engine did not answer is retried") {
  extension_reconciler k{us_east(), {}};
  k.start(start);
  const auto lost = k.on_observation(engine_unreachable{"down"}, start);
  REQUIRE(first<wake_later>(lost));
  CHECK(k.found().size() == 1);
  CHECK(first<observe_service>(k.on_wake(first<wake_later>(lost)->epoch, start + seconds(1))));
}
