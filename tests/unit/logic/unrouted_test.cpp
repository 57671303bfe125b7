// The data of explanations that are not in the views.
#include "actors/cluster/cluster_logic.hpp"
#include "actors/watcher/snapshot.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/watcher_model.hpp"

using namespace signalbox;

namespace {

swarm_snapshot one_of_each() {
  swarm_snapshot s;
  s.services["s1"] = {"s1", "mine", 1, {{"com.docker.lb.service_cluster", "us-east"}}, {}, {}, {}, false, {}, {}};
  s.services["s2"] = {"s2", "lost", 1, {{"com.docker.lb.service_cluster", "us-noth"}}, {}, {}, {}, false, {}, {}};
  s.services["s3"] = {"s3", "interlock-proxy", 1, {}, {}, {}, {}, false, {}, {}};
  s.nodes["n1"] = {"n1", "worker-1", "10.0.0.1", true};
  s.tasks["s1"] = {{"t1", "s1", "n1", "running", {}, {}}, {"t2", "s1", "n1", "preparing", {}, {}}};
  s.tasks["s2"] = {{"t3", "s2", "", "pending", {}, {}}};
  s.tasks["s3"] = {{"t4", "s3", "n1", "starting", {}, {}}};
  return s;
}

} // namespace

TEST_CASE("services without a cluster, and tasks that do not run, are reported for explanations") {
  const auto unrouted = unrouted_in(one_of_each(), {"us-east"});
  REQUIRE(unrouted.unclaimed.size() == 1);
  CHECK(unrouted.unclaimed[0].name == "lost");
  CHECK(unrouted.waiting ==
        std::vector<waiting_task>{{"t2", "s1", "preparing", "worker-1"}, {"t3", "s2", "pending", ""}});
  CHECK(unrouted_in(one_of_each(), {"us-east", "us-noth"}).unclaimed.empty());
}

TEST_CASE("a cluster's report has its view, its table and each service's network") {
  cluster_settings east;
  east.id = {"us-east"};
  cluster_logic logic{east, proxy_program_table()};
  cluster_view view;
  view.services = {{"s1",
                    "demo",
                    {{"com.docker.lb.hosts", "demo.local"}, {"com.docker.lb.port", "80"}},
                    {{"n1", "demo-net"}},
                    {},
                    {{"t1", "", {{"n1", "10.0.0.5"}}, {}}}}};
  const auto seen = std::make_shared<const cluster_view>(view);
  const auto out = logic.on(view_changed{{"us-east"}, {1, 1}, seen});
  REQUIRE(out.report);
  CHECK(out.report->view == seen);
  CHECK(out.report->table == out.routes->routes);
  CHECK(out.report->services.at(0).network == "demo-net");
}

TEST_CASE("a service with labels on its containers only is kept for explanations, without its tasks") {
  cluster_settings east;
  east.id = {"us-east"};
  east.service_cluster = "us-east";
  watcher_model swarm{{east}};
  swarm.add("served", "us-east");
  auto& inner = swarm.add("inner", "us-east");
  inner.container_labels = {{"com.docker.lb.port", "80"}, {"maintainer", "us"}};
  inner.labels = {{"maintainer", "us"}};
  swarm.start();
  REQUIRE(swarm.report.unrouted);
  const unclaimed_service expected{"inner", "inner", {{"com.docker.lb.port", "80"}}};
  CHECK(swarm.report.unrouted->misplaced == std::vector{expected});
  CHECK(swarm.report.unrouted->unclaimed.empty());
  CHECK(swarm.report.services == 1);
  CHECK(swarm.ids_in_last_task_read == 1);

  inner.labels = {{"com.docker.lb.service_cluster", "us-east"}};
  swarm.send_update_event("inner");
  swarm.pass(10s);
  CHECK(swarm.report.unrouted->misplaced.empty());
  CHECK(swarm.report.services == 2);
  CHECK(swarm.published.back().view->services.at(0).container_labels == label_map{{"com.docker.lb.port", "80"}});
}

TEST_CASE("plan names each service with labels on its containers only") {
  swarm_snapshot s;
  s.misplaced["s1"] = {"s1", "inner", {{"com.docker.lb.hosts", "a.local"}, {"com.docker.lb.port", "80"}}};
  const auto found = misplaced_in(s);
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) ==
        "service inner: labels of the containers: com.docker.lb.hosts, com.docker.lb.port are in the container's spec "
        "(labels of a compose file, --container-label), and without effect there (labels belong to the service: "
        "deploy.labels in the compose file; docker service update --label-add LABEL=VALUE inner)");
}

TEST_CASE("the watcher reports unrouted services with each complete listing") {
  cluster_settings east;
  east.id = {"us-east"};
  east.service_cluster = "us-east";
  watcher_model swarm{{east}};
  CHECK(!swarm.report.unrouted);
  swarm.add("lost", "us-noth");
  swarm.start();
  REQUIRE(swarm.report.unrouted);
  REQUIRE(swarm.report.unrouted->unclaimed.size() == 1);
  CHECK(swarm.report.unrouted->unclaimed[0].name == "lost");
}
