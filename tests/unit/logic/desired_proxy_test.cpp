// The change from an observed proxy service to the desired one.
#include "actors/proxy/desired_proxy.hpp"
#include "actors/service/owned_objects.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// A service that was written for the text `one` at version 7 of Swarm's store.
struct proxy_of_one {
  explicit proxy_of_one(bool with_agents = true)
      : agents(with_core(), with_agents ? std::make_shared<const std::string>("#!/bin/sh") : agent_text{}, 20s) {
    want("one");
    see(7);
    seen.service->spec = desired.newest_spec(agents);
    seen.service->applied = seen.service->spec;
    see(8);
  }
  void want(const std::string& text, std::vector<swarm_network> networks = {}) {
    config_rendered c;
    c.sum = digest_of(std::string_view{text});
    c.text = std::make_shared<const std::string>(text);
    c.networks = std::move(networks);
    desired.set(c);
  }
  void see(std::uint64_t version) {
    if (!seen.service)
      seen.service.emplace();
    seen.service->name = "proxy";
    seen.service->version = version;
    agents.observe(seen, start);
  }
  std::string words() const { return desired.describe(*desired.change_for(seen, agents), seen); }
  service_observation seen;
  agent_delivery agents;
  desired_proxy desired{with_core()};
};

struct proxy_without_agents : proxy_of_one {
  proxy_without_agents() : proxy_of_one(false) {}
};

} // namespace

TEST_CASE_METHOD(proxy_of_one, "with agents a new text needs no write, and has a new key") {
  CHECK_FALSE(desired.change_for(seen, agents));
  const auto key = desired.key(agents);
  want("two");
  CHECK(desired.config_name() == config_name({"us-east"}, desired.config().sum));
  CHECK_FALSE(desired.change_for(seen, agents));
  CHECK(desired.key(agents) != key);
  want("one");
  see(20);
  CHECK(desired.key(agents) == key); // the key ignores the store index
}

TEST_CASE_METHOD(proxy_of_one, "a change that replaces tasks sets the newest bootstrap, any other keeps it") {
  want("two", {shop});
  const auto replaces = desired.change_for(seen, agents);
  REQUIRE(replaces);
  CHECK_FALSE(replaces->heals);
  CHECK(bootstrap_of(replaces->merged) == bootstrap_config{desired.config_name(), 8});
  CHECK(words() == "updates service proxy to " + desired.config_name() +
                       ", which replaces its tasks, start-first: networks +shop; configuration");
  want("two");
  seen.service->spec.labels.erase(owned::cluster_label); // by hand
  const auto heals = desired.change_for(seen, agents);
  REQUIRE(heals);
  CHECK(heals->heals);
  CHECK(bootstrap_of(heals->merged)->store_index == 7);
  CHECK(words().starts_with("heals service proxy to " + desired.config_name() + ", which replaces no task: "));
}

TEST_CASE_METHOD(proxy_of_one, "tasks that Swarm left half way are replaced, though the service is as desired") {
  seen.service->update_state = "rollback_paused";
  seen.tasks = {{"t1", "n1", "running", desired.config_name(), "", {}, 3, ""}};
  const auto change = desired.change_for(seen, agents);
  REQUIRE(change);
  CHECK(change->heals);
  CHECK(bootstrap_of(change->merged)->store_index == 8);
  CHECK(words().ends_with("start-first: an update was left half way"));
}

TEST_CASE_METHOD(proxy_without_agents, "without agents a new text is an update") {
  CHECK_FALSE(desired.change_for(seen, agents));
  want("two");
  REQUIRE(desired.change_for(seen, agents));
  CHECK(words() ==
        "updates service proxy to " + desired.config_name() + ", which replaces its tasks, start-first: configuration");
}

TEST_CASE_METHOD(proxy_of_one, "the missing objects that a service needs are returned") {
  const auto text = desired.missing_text(seen, agents);
  const auto script = desired.missing_script(seen, agents);
  REQUIRE(text);
  REQUIRE(script);
  CHECK(text->name == desired.config_name());
  CHECK(*text->text == "one");
  CHECK(script->name.starts_with("com.docker.interlock.agent.us-east."));
  CHECK(*script->text == "#!/bin/sh");
  seen.configs.resize(2);
  seen.configs[0].name = text->name;
  seen.configs[1].name = script->name;
  CHECK_FALSE(desired.missing_text(seen, agents));
  CHECK_FALSE(desired.missing_script(seen, agents));
}

TEST_CASE_METHOD(proxy_without_agents, "without agents no script is created") {
  CHECK(desired.missing_text(seen, agents));
  CHECK_FALSE(desired.missing_script(seen, agents));
}
