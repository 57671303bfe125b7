// The texts of the proxy's report.
#include "actors/proxy/proxy_status.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"

using namespace signalbox;

namespace {

struct status_of_one {
  status_of_one() { status.set_desired({1, 2}, "config-2"); }
  proxy_report report() const { return status.report(); }
  proxy_status status{with_core()};
};

} // namespace

TEST_CASE_METHOD(status_of_one,
                 "an applied configuration is healthy, and no longer applied if another one is desired") {
  CHECK_FALSE(status.healthy());
  status.set_degraded("the engine does not answer");
  status.set_applied({1, 2}, false);
  CHECK(status.is_applied());
  CHECK(report().state == health::ok);
  CHECK(report().why.empty());
  CHECK(report().applied == revision{1, 2});
  CHECK(report().applied_config == "config-2");
  status.set_desired({1, 3}, "config-3");
  CHECK(status.healthy());
  CHECK_FALSE(status.is_applied());
}

TEST_CASE_METHOD(status_of_one, "a failed call degrades; a successful one and a conflict do not") {
  status.set_applied({1, 2}, false);
  status.set_outcome(engine_done{});
  status.set_outcome(engine_conflict{"out of sequence"});
  CHECK(status.healthy());
  status.set_outcome(engine_refused{"no such network"});
  CHECK(report().why == "the engine refused a call: no such network");
  status.set_outcome(engine_unreachable{"broke off"});
  CHECK(report().why == "the engine did not answer: broke off");
}

TEST_CASE_METHOD(status_of_one, "a problem names the service, and is cleared at the next observation") {
  status.set_blocked("rolled back");
  CHECK(report().state == health::degraded);
  REQUIRE(report().found.size() == 1);
  CHECK(report().found[0].where == "proxy service interlock-proxy-us-east");
  CHECK(report().found[0].what == "not applied: config-2: rolled back");
  status.clear_problems();
  CHECK(report().found.empty());
  CHECK(report().state == health::degraded);
}

TEST_CASE_METHOD(status_of_one, "a service of another owner is reported with the label that hands it over") {
  live_service live;
  live.name = "web";
  status.set_foreign(live);
  CHECK(report().why == "a service named web exists, but is not managed by Signalbox");
  CHECK(report().found.at(0).hint.find("--label-add type=com.docker.interlock.core.proxy web") != std::string::npos);
}

TEST_CASE_METHOD(status_of_one, "tasks that do not run, or serve another configuration, are counted") {
  status.set_tasks(3, 1);
  status.set_overdue(0, "; a task reports: no suitable node");
  CHECK(report().why == "1 of 3 tasks run; a task reports: no suitable node");
  status.set_overdue(2, "");
  CHECK(report().why == "1 of 3 tasks run, and 2 with another configuration");
  status.set_lagging({3, 1, false, ""}, true);
  CHECK(report().why == "1 of 3 proxy tasks serve the newest configuration");
  status.set_lagging({3, 1, false, "the disk is full"}, false);
  CHECK(report().why == "a proxy task could not take the newest configuration: the disk is full");
  status.set_applied({1, 2}, false);
  status.set_lagging({3, 1, false, ""}, false); // it still has time to apply it
  CHECK(status.healthy());
  status.set_no_tasks();
  CHECK(report().tasks_running == 0);
  CHECK(report().replicas == 3);
}

TEST_CASE_METHOD(status_of_one, "a refused text is an error, an outdated program or image a warning") {
  status.set_refused("unknown directive");
  CHECK(report().found.at(0).level == severity::error);
  CHECK(report().found.at(0).what == "refused: config-2: unknown directive");
  status.clear_problems();
  const version_note note{{1, 27, 4}, "closes kept-alive connections", "set ProxyImage"};
  status.warn_of_program({"nginx/1.22.1", &note});
  status.set_applied({1, 2}, true);
  REQUIRE(report().found.size() == 2);
  CHECK(report().found[0].level == severity::warning);
  CHECK(report().found[0].what.starts_with("nginx/1.22.1 closes kept-alive connections"));
  CHECK(report().found[1].what.starts_with("the agent does not work in image nginx:alpine"));
}
