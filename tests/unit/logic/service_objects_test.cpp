// Objects that core creates for a cluster: names, specs, and stale config objects.
#include "actors/service/authorized_tasks.hpp"
#include "actors/service/config_objects.hpp"
#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_functions.hpp"
#include "actors/service/spec_merge.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"

using namespace signalbox;

namespace {

service_observation with_configs(const std::vector<std::string>& texts) {
  service_observation seen;
  for (const auto& text : texts) {
    config_object c;
    c.id = text;
    c.name = config_name({"us-east"}, digest_of(std::string_view{text}));
    c.labels = config_labels(with_core());
    seen.configs.push_back(c);
  }
  return seen;
}

const std::string& name_in(const service_observation& seen, std::size_t index) { return seen.configs.at(index).name; }

} // namespace

TEST_CASE("every object of core has labels for its type, its cluster and its core") {
  CHECK(config_labels(with_core()) == label_map{{"type", "com.docker.interlock.proxy.config"},
                                                {"com.docker.interlock.cluster", "us-east"},
                                                {"com.docker.interlock.core", "interlock"}});
  cluster_settings nameless;
  CHECK_FALSE(owned_labels(nameless, owned::proxy_type).contains(owned::core_label));
  CHECK(token_secret_name(nameless).empty());
}

TEST_CASE("the name of an object depends on its content") {
  CHECK(agent_config_name({"us-east"}, "one") == agent_config_name({"us-east"}, "one"));
  CHECK(agent_config_name({"us-east"}, "one") != agent_config_name({"us-east"}, "two"));
  CHECK(agent_config_name({"us-east"}, "one").starts_with("com.docker.interlock.agent.us-east."));
}

TEST_CASE("only a change of the task's spec replaces tasks") {
  managed_spec a, b;
  b.labels["x"] = "y";
  b.replicas = 7;
  b.constraints.insert("node.role==worker");
  CHECK_FALSE(replaces_tasks(a, b));
  CHECK(digest_of(a) != digest_of(b));
  b.networks.insert("shop");
  CHECK(replaces_tasks(a, b));
}

TEST_CASE("placement preferences are read with and without their strategy") {
  CHECK(spread_descriptors({"spread=node.labels.rack", "node.labels.room"}) ==
        std::vector<std::string>{"node.labels.rack", "node.labels.room"});
}

TEST_CASE("a service that is as desired needs no write; a manual change is healed") {
  managed_spec want;
  want.image = "nginx:1";
  want.networks = {"core"};
  live_service live;
  live.spec = want;
  live.applied = want;
  CHECK_FALSE(change_to(want, live));
  live.spec.networks.clear();
  REQUIRE(change_to(want, live));
  CHECK(change_to(want, live)->heals);
  CHECK(change_to(want, live)->merged == want);
  want.image = "nginx:2";
  REQUIRE(change_to(want, live));
  CHECK_FALSE(change_to(want, live)->heals);
  live.spec = want;
  live.applied.reset(); // the applied label is missing
  CHECK(change_to(want, live));
}

TEST_CASE("the oldest unused config object is stale, if too many are unused") {
  auto seen = with_configs({"one", "two", "three", "four"});
  const auto own = config_labels(with_core());
  CHECK(find_config(seen, name_in(seen, 1))->id == "two");
  CHECK_FALSE(find_config(seen, "another"));
  CHECK(stale_config(seen, name_in(seen, 3), 2, own)->id == "one");
  CHECK_FALSE(stale_config(seen, name_in(seen, 3), 3, own));
  seen.tasks = {{"t1", "n1", "running", name_in(seen, 0), "", {}}};
  CHECK_FALSE(stale_config(seen, name_in(seen, 3), 2, own));
  CHECK(stale_config(seen, name_in(seen, 3), 1, own)->id == "two");
  seen.service.emplace();
  seen.service->spec.configs["/etc/nginx/nginx.conf"] = name_in(seen, 1);
  CHECK(stale_config(seen, name_in(seen, 3), 0, own)->id == "three");
  seen.configs[2].labels[owned::core_label] = "another-core";
  CHECK_FALSE(stale_config(seen, name_in(seen, 3), 0, own));
}

TEST_CASE("a task calls from its address on core's networks, or from any if core has none") {
  const std::vector<service_task> tasks{{"t1", "n1", "running", "", "", {{"core", "10.0.0.5"}, {"app", "10.9.0.5"}}}};
  CHECK(tasks_on(tasks, {"core"}) == std::vector<authorized_task>{{"t1", {"10.0.0.5"}}});
  CHECK(tasks_on(tasks, {}) == std::vector<authorized_task>{{"t1", {"10.0.0.5", "10.9.0.5"}}});
}
