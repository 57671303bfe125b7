// The assignment that agents are offered, and the tasks that are authorized.
#include "actors/proxy/agent_delivery.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

config_rendered text_of(const std::string& text, const std::string& program = "") {
  config_rendered c;
  c.sum = digest_of(std::string_view{text});
  c.text = std::make_shared<const std::string>(text);
  c.program = program;
  return c;
}

/// One task of a service that core manages, at version 7 of Swarm's store.
struct one_task {
  one_task() {
    seen.service.emplace();
    seen.service->version = 7;
    seen.service->ours = true;
    seen.service->spec.labels[owned::agent_label] = "agent";
    seen.tasks = {{"t1", "n1", "running", "", "", {{"net-core", "10.0.0.5"}, {"other", "10.9.0.5"}}}};
    seen.tasks[0].image = "nginx:alpine";
  }
  bool report(const std::string& text, const std::string& proxy = "nginx/1.30.0") {
    const auto sum = digest_of(std::string_view{text});
    return agents.record_report(agent_report{"t1", proxy, sum, sum, verdict::loaded, "", {}}, start);
  }
  service_observation seen;
  agent_delivery agents{with_core(), std::make_shared<const std::string>("#!/bin/sh"), 20s};
};

} // namespace

TEST_CASE("agents are in use if there is a script and core can be reached") {
  const auto script = std::make_shared<const std::string>("#!/bin/sh");
  CHECK(agent_delivery(with_core(), script, 20s).mode() == hitless_mode::on);
  CHECK(agent_delivery(with_core(), {}, 20s).mode() == hitless_mode::off);
  auto s = with_core();
  s.hitless = false;
  CHECK(agent_delivery(s, script, 20s).mode() == hitless_mode::off);
  s.hitless = true;
  s.core_endpoint.clear();
  agent_delivery unreachable{s, script, 20s};
  CHECK_FALSE(unreachable.in_use());
  CHECK_FALSE(unreachable.observe(service_observation{}, start));
}

TEST_CASE_METHOD(one_task, "tasks are authorized with their addresses on core's networks, and only once") {
  const auto told = agents.observe(seen, start);
  REQUIRE(told);
  CHECK(told->tasks == std::vector<authorized_task>{{"t1", {"10.0.0.5"}}});
  CHECK_FALSE(agents.observe(seen, start));
  seen.service->ours = false;
  REQUIRE(agents.observe(seen, start));
}

TEST_CASE_METHOD(one_task, "nothing is offered before the first observation, then with the newest index of the store") {
  CHECK_FALSE(agents.offer(text_of("one"), start));
  config_object newer;
  newer.version = 9;
  seen.configs = {newer};
  agents.observe(seen, start);
  const auto offered = agents.offer(text_of("one"), start);
  REQUIRE(offered);
  CHECK(*offered->assignment.text == "one");
  CHECK(offered->assignment.store_index == 9);
  CHECK_FALSE(offered->assignment.validate_only);
  CHECK_FALSE(agents.offer(text_of("one"), start)); // it is already offered
  CHECK(agents.offer(text_of("two"), start));
  CHECK(agents.new_bootstrap("c") == bootstrap_config{"c", 9});
}

TEST_CASE_METHOD(one_task, "a text to validate stays offered until validation ends") {
  CHECK_FALSE(agents.offer_validation(text_of("half")));
  agents.observe(seen, start);
  agents.offer(text_of("bad"), start);
  const auto offered = agents.offer_validation(text_of("half"));
  REQUIRE(offered);
  CHECK(offered->assignment.validate_only);
  CHECK_FALSE(agents.offer(text_of("bad"), start));
  agents.end_validation();
  CHECK(agents.offer(text_of("good"), start));
}

TEST_CASE_METHOD(one_task, "tasks of another program are not offered the text") {
  agents.observe(seen, start);
  report("", "haproxy/3.2.0");
  CHECK(agents.may_run_another(text_of("events {}", "nginx"), start));
  CHECK_FALSE(agents.offer(text_of("events {}", "nginx"), start));
  CHECK_FALSE(agents.can_validate(*seen.service, text_of("events {}", "nginx"), start));
  CHECK(agents.offer(text_of("frontend", "haproxy"), start));
  CHECK(agents.can_validate(*seen.service, text_of("frontend", "haproxy"), start));
}

TEST_CASE_METHOD(one_task, "a task of another image may run another program until it has had time to report") {
  seen.tasks[0].image = "haproxy:lts";
  agents.observe(seen, start);
  CHECK(agents.may_run_another(text_of("x", "nginx"), start + 19s));
  CHECK_FALSE(agents.may_run_another(text_of("x", "nginx"), start + 20s));
}

TEST_CASE_METHOD(one_task, "an agent that has reported can validate") {
  agents.observe(seen, start);
  CHECK_FALSE(agents.can_validate(*seen.service, text_of("one"), start));
  CHECK(report("one"));
  CHECK_FALSE(report("one")); // nothing new
  CHECK(agents.can_validate(*seen.service, text_of("one"), start));
  CHECK(agents.reports(start).size() == 1);
  seen.service->spec.labels.clear();
  CHECK_FALSE(agents.can_validate(*seen.service, text_of("one"), start));
}

TEST_CASE_METHOD(one_task, "an agent that has not reported within its time is silent") {
  agents.observe(seen, start);
  CHECK(agents.none_reported());
  CHECK_FALSE(agents.is_silent(20s, start + 20s));
  CHECK(agents.is_silent(20s, start + 21s));
  report("one");
  CHECK_FALSE(agents.is_silent(20s, start + 1h));
}

TEST_CASE_METHOD(one_task, "an image without a working agent is stored in a label of the service") {
  seen.service->spec.labels[owned::agent_unsupported_label] = "nginx:alpine";
  agents.observe(seen, start);
  CHECK(agents.unsupported());
  CHECK(agents.mode() == hitless_mode::unable);
  CHECK_FALSE(agents.offer(text_of("one"), start));
  CHECK(agents.reports(start).empty());
  seen.service->spec.labels[owned::agent_unsupported_label] = "nginx:another";
  agents.observe(seen, start);
  CHECK(agents.in_use());
}
