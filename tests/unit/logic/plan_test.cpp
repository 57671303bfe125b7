// The steps that `signalbox plan` derives from settings and an observed Swarm.
#include "actors/plan/plan.hpp"
#include "actors/proxy/desired_proxy_spec.hpp"
#include "actors/service/owned_objects.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"

using namespace signalbox;

namespace {

render_result render(const route_table& routes, const cluster_settings& settings) {
  if (settings.proxy_args == std::vector<std::string>{"unusable"})
    return render_failed{{{severity::error, "", "Config", "does not fit", ""}}};
  return rendered_text{std::to_string(routes.hosts.size()) + " hosts, " + settings.template_name};
}

cluster_settings host_mode() {
  auto s = with_core();
  s.publish = publish_mode::host;
  return s;
}

/// A cluster whose observed state is its desired state.
plan_input at_rest(const cluster_settings& s = host_mode()) {
  plan_input in{s, {}, {}, std::make_shared<const std::string>("#!/bin/sh"), text_of(s, {}, render, {}), false, {}};
  config_rendered config{s.id, {}, *in.serves, std::make_shared<const std::string>(""), {}, {}};
  live_service live;
  live.name = s.proxy_service_name;
  live.ours = true;
  live.spec = desired_proxy_spec(s, config, s.hitless ? in.agent : agent_text{},
                                 bootstrap_config{config_name(s.id, config.sum), 7}, false);
  live.applied = live.spec;
  in.seen.service = live;
  return in;
}

planned step_of(const plan_input& in) { return plan_cluster(in, render).what; }

std::string why(const plan_input& in) {
  std::string all;
  for (const auto& r : plan_cluster(in, render).reasons)
    all += (all.empty() ? "" : "; ") + r;
  return all;
}

} // namespace

TEST_CASE("if the observed state is the desired one, nothing is planned") {
  CHECK(step_of(at_rest()) == planned::nothing);
  CHECK(why(at_rest()).empty());
}

TEST_CASE("a changed text alone is a reload") {
  auto in = at_rest();
  in.desired.template_name = "another";
  CHECK(step_of(in) == planned::reload);
  CHECK(why(in) == "the text changes");
  in.serves.reset();
  CHECK(why(in) == "the text may be another one: the present file was not found");
}

TEST_CASE("without the agent a changed text replaces tasks") {
  auto s = host_mode();
  s.hitless = false;
  auto in = at_rest(s);
  CHECK(step_of(in) == planned::nothing);
  in.desired.template_name = "another";
  CHECK(step_of(in) == planned::roll);
}

TEST_CASE("a change that replaces no task is an update, else a roll, each with its reason") {
  auto in = at_rest();
  in.desired.proxy_labels["region"] = "atlantic";
  CHECK(step_of(in) == planned::update);
  CHECK(why(in) == "labels +region=atlantic");
  in.desired.proxy_image = "nginx:1.30";
  CHECK(step_of(in) == planned::roll);
  CHECK(why(in) == "image nginx:alpine -> nginx:1.30; labels +region=atlantic; one task at a time, stop-first");
}

TEST_CASE("an operator's own change is no step") {
  auto in = at_rest();
  in.seen.service->spec.constraints.insert("node.role==worker");
  in.seen.service->spec.replicas = 4;
  CHECK(step_of(in) == planned::nothing);
}

TEST_CASE("an absent proxy is created, one of another owner blocks") {
  auto in = at_rest();
  in.seen.service->ours = false;
  CHECK(step_of(in) == planned::blocked);
  in.seen.service.reset();
  CHECK(step_of(in) == planned::create);
}

TEST_CASE("a failed rendering blocks, with the renderer's problem") {
  auto in = at_rest();
  in.desired.proxy_args = {"unusable"};
  const auto step = plan_cluster(in, render);
  CHECK(step.what == planned::blocked);
  REQUIRE(step.found.size() == 1);
  CHECK(step.found[0].what == "does not fit");
}

TEST_CASE("a token that cannot be derived here counts as unchanged") {
  auto s = host_mode();
  s.agent_token = "0123";
  auto in = at_rest(s);
  in.desired.agent_token.clear();
  CHECK(step_of(in) == planned::roll);
  in.token_unknown = true;
  CHECK(step_of(in) == planned::nothing);
}

TEST_CASE("the proxy of a cluster that is not in the file is removed") {
  live_service west;
  west.name = "proxy-west";
  west.ours = true;
  west.spec.labels = {
      {owned::type_label, owned::proxy_type}, {owned::cluster_label, "us-west"}, {owned::core_label, "interlock"}};
  const auto steps = plan_removals({west}, {host_mode()}, "interlock");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].cluster == "us-west");
  CHECK(steps[0].what == planned::remove);
  CHECK(plan_removals({west}, {host_mode()}, "another").empty());
}
