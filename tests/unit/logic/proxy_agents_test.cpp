// A proxy with agents: a new text is reloaded, and replaces no task.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/proxy_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct hitless : proxy_model {
  hitless(cluster_settings s = with_core()) : proxy_model(std::move(s)) {}
  using texts = std::vector<std::string>;
};

struct not_hitless : hitless {
  static cluster_settings switched_off() {
    auto s = with_core();
    s.hitless = false;
    return s;
  }
  not_hitless() : hitless(switched_off()) {}
};

} // namespace

TEST_CASE_METHOD(hitless, "a first configuration creates a service with an agent, on core's network") {
  apply("one");
  CHECK(creates == 1);
  CHECK(live->spec.command == std::vector<std::string>{"/bin/sh", "/signalbox/agent"});
  CHECK(live->spec.networks.contains("net-core"));
  CHECK(live->spec.configs.at("/signalbox/bootstrap") == name_of("one"));
  CHECK(live->spec.environment.at("SIGNALBOX_CORE") == "http://tasks.interlock:8080");
  CHECK(texts_served() == texts{"one", "one"});
  CHECK(report.state == health::ok);
  CHECK(report.hitless == hitless_mode::on);
  REQUIRE(report.tasks.size() == 2);
  CHECK(report.tasks[0].serves == name_of("one"));
  CHECK(report.applies == std::map<std::string, std::uint64_t>{{"create_applied", 1}});
}

TEST_CASE_METHOD(hitless, "the history records why and how tasks are replaced") {
  apply("one");
  apply("two", {shop});
  const auto says = [this](const std::string& part) {
    return std::any_of(events.begin(), events.end(),
                       [&](const std::string& n) { return n.find(part) != std::string::npos; });
  };
  CHECK(says("which replaces its tasks, start-first: networks +shop"));
}

TEST_CASE_METHOD(hitless, "a new text is reloaded by the tasks at once, and replaces none") {
  apply("one");
  want("two");
  CHECK(texts_served() == texts{"two", "two"}); // no time has passed
  CHECK(report.applied == report.desired);
  pass(1min);
  CHECK(updates == 0);
  CHECK(live->spec.configs.at("/signalbox/bootstrap") == name_of("one"));
  CHECK(report.applies.at("reload_applied") == 1);
  CHECK(report.apply_times.at("reload_applied").counts.front() == 1); // at once
  CHECK(report.apply_times.at("reload_applied").seconds == report.last_apply.count());
  CHECK(report.apply_times.contains("create_applied"));
  CHECK_FALSE(config("two")); // a text that is only reloaded needs no config object
}

TEST_CASE_METHOD(hitless, "one more network causes one update, whose tasks start with the newest text") {
  apply("one");
  const auto before = offers.back().store_index;
  apply("two", {shop});
  CHECK(updates == 1);
  CHECK(live->spec.configs.at("/signalbox/bootstrap") == name_of("two"));
  CHECK(std::stoull(live->spec.environment.at("SIGNALBOX_STORE_INDEX")) >= before);
  CHECK(texts_served() == texts{"two", "two"});
  CHECK(report.applies.at("update_applied") == 1);
  apply("three", {shop});
  CHECK(updates == 1);
}

TEST_CASE_METHOD(hitless, "a restarted core changes nothing") {
  apply("one", {shop});
  apply("two", {shop});
  const auto events_before = events.size();
  restart_core();
  apply("two", {shop});
  pass(10min);
  CHECK(updates == 0);
  CHECK(creates == 1);
  CHECK(report.state == health::ok);
  CHECK(report.applies.empty());
  CHECK(events.size() == events_before);
}

TEST_CASE_METHOD(hitless, "a text that the proxy refuses is a problem, and the last good one stays") {
  apply("one");
  bad_texts = {"bad"};
  want("bad");
  pass(1min);
  CHECK(texts_served() == texts{"one", "one"});
  CHECK(report.state == health::degraded);
  CHECK(report.found.at(0).what.find("unknown directive") != std::string::npos);
  CHECK(report.applied < report.desired);
  CHECK(report.applies.at("reload_rejected") == 1);
  SECTION("it is not rolled out either") {
    want("bad", true, {shop});
    pass(1min);
    CHECK(updates == 0);
  }
  SECTION("the next good one ends the problem") {
    want("good");
    CHECK(texts_served() == texts{"good", "good"});
    CHECK(report.state == health::ok);
    CHECK(report.found.empty());
  }
}

TEST_CASE_METHOD(hitless, "a text to validate stays published until the next text, during any observations") {
  apply("one");
  bad_texts = {"bad", "half of it"};
  want("bad");
  try_out("half of it");
  pass(1min);
  CHECK(offers.back().sum == digest_of(std::string_view{"half of it"}));
  CHECK(offers.back().validate_only);
  try_out("the other half");
  pass(1min);
  CHECK(offers.back().sum == digest_of(std::string_view{"the other half"}));
  CHECK(texts_served() == texts{"one", "one"}); // tested, not loaded
  want("without the culprit");
  pass(1s);
  CHECK(texts_served() == texts{"without the culprit", "without the culprit"});
}

TEST_CASE_METHOD(hitless, "an operator's constraint does not change the bootstrap") {
  apply("one");
  apply("two");
  live->spec.constraints.insert("node.labels.region==us-east");
  pass(10s);
  CHECK(updates == 0);
  live->spec.labels.erase(owned::cluster_label); // healing this replaces no task
  pass(10s);
  CHECK(updates == 1);
  CHECK(live->spec.configs.at("/signalbox/bootstrap") == name_of("one"));
}

TEST_CASE_METHOD(hitless, "without any report of an agent, agents are not used: changes replace tasks") {
  agents = agents_are::silent;
  apply("one");
  pass(30s);
  finish_update();
  pass(30s);
  CHECK(updates == 1);
  CHECK(live->spec.command.empty());
  CHECK(live->spec.environment.empty());
  CHECK(live->spec.volumes.empty());
  CHECK(live->spec.configs.at("/etc/nginx/nginx.conf") == name_of("one"));
  CHECK(report.state == health::ok);
  CHECK(report.hitless == hitless_mode::unable);
  CHECK(report.found.at(0).what.find("the agent does not work in image nginx:alpine") != std::string::npos);
  SECTION("a new core reads that from the service") {
    restart_core();
    apply("one");
    pass(10min);
    CHECK(updates == 1);
  }
  SECTION("a new core does not repeat a rejected update") {
    roll_back = true;
    apply("bad");
    CHECK(updates == 2);
    restart_core();
    apply("bad");
    pass(10min);
    CHECK(updates == 2);
    CHECK(report.state == health::degraded);
  }
  SECTION("the next text is rolled out") {
    apply("two");
    CHECK(updates == 2);
    CHECK(serving() == name_of("two"));
  }
}

TEST_CASE_METHOD(hitless, "an update that adds the agent and is rolled back is repeated without the agent") {
  live = live_service{"service", "interlock-proxy-us-east", 5, true, {}, {}, "", "", "", {}};
  live->spec.image = "nginx:alpine";
  live->spec.replicas = 2;
  roll_back = true;
  agents = agents_are::silent;
  want("one");
  pass(1s);
  REQUIRE(updates == 1);
  CHECK(live->spec.labels.contains(owned::agent_label));
  finish_update();
  roll_back = false;
  pass(5s);
  finish_update();
  pass(5s);
  CHECK(updates == 2);
  CHECK_FALSE(live->spec.labels.contains(owned::agent_label));
  CHECK(serving() == name_of("one"));
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(hitless, "a replaced task gets the newest text") {
  apply("one");
  apply("two");
  replace_tasks();
  pass(5s);
  CHECK(texts_served() == texts{"two", "two"});
  CHECK(report.tasks.size() == 2);
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(hitless, "an agent that stops reporting is reported within seconds, and no task is replaced") {
  apply("one");
  agents = agents_are::silent;
  want("two");
  pass(10s);
  CHECK(report.state == health::degraded);
  CHECK(report.why == "0 of 2 proxy tasks serve the newest configuration");
  pass(10min);
  CHECK(updates == 0);
}

TEST_CASE_METHOD(hitless, "frequent polls of an unknown caller cause few observations") {
  apply("one");
  const auto before = observations;
  for (int i = 0; i < 1000; ++i) {
    poll_from_unknown_caller();
    pass(1ms);
  }
  CHECK(observations - before < 10);
}

TEST_CASE_METHOD(hitless, "an nginx that closes kept-alive connections at a reload gets a warning") {
  nginx = "nginx/1.22.1";
  apply("one");
  REQUIRE(report.found.size() == 2); // the other one is about 103
  CHECK(report.found[0].level == severity::warning);
  CHECK(report.found[0].what.starts_with("nginx/1.22.1 closes kept-alive connections"));
  CHECK(report.state == health::ok);
}

TEST_CASE_METHOD(not_hitless, "with hitless off no agent is used, and a new text is an update") {
  apply("one");
  CHECK(live->spec.command.empty());
  CHECK(live->spec.networks.empty());
  apply("two");
  CHECK(updates == 1);
  CHECK(offers.empty());
  CHECK(report.hitless == hitless_mode::off);
}

TEST_CASE_METHOD(hitless, "an update that an operator starts long after core's is awaited, too") {
  apply("one");
  apply("two", {shop});
  REQUIRE(updates == 1);
  pass(10min);
  live->update_state = "updating"; // the operator's update, to a slow image
  live->update_started = "his";
  want("three", true, {});
  pass(20s);
  CHECK(updates == 1);
  pass(20s);
  CHECK(updates == 2);
}

TEST_CASE_METHOD(hitless,
                 "a text that comes while a roll waits for an update is not rolled out before it is validated") {
  apply("one");
  want("two", true, {shop});
  pass(1s);
  REQUIRE(live->update_state == "updating");
  const swarm_network depot{"net-depot", "depot", false};
  want("three", true, {shop, depot});
  pass(9s);
  agents = agents_are::silent; // they have loaded the earlier text
  want("four", true, {shop, depot});
  finish_update();
  pass(2s);
  CHECK(updates == 1);
  pass(4s); // the wait for the validation is limited
  CHECK(updates == 2);
}
