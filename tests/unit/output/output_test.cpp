#include "adapters/cli/output/output.hpp"

#include "adapters/api/explain.hpp"
#include "adapters/api/status_json.hpp"
#include "adapters/cli/output/text_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/api/explained.hpp"

#include <sstream>

using namespace signalbox;
using nlohmann::json;

namespace {

bool mentions(const answer& a, const std::string& part) {
  INFO(a.text);
  return a.text.find(part) != std::string::npos;
}

answer status_of(const status_snapshot& p) { return status_answer(json::parse(status_json(p))); }

answer explained(const status_snapshot& p, const std::string& service) {
  return explain_answer(json::parse(explain(p, service).body));
}

std::size_t longest_line(const std::string& text) {
  std::istringstream in(text);
  std::string line;
  std::size_t longest = 0;
  while (std::getline(in, line))
    longest = std::max(longest, line.size());
  return longest;
}

status_snapshot without_the_bad_one() {
  auto p = explained_snapshot();
  p.clusters[0].routes->services.erase(p.clusters[0].routes->services.begin());
  p.started = std::chrono::system_clock::from_time_t(1700000000);
  return p;
}

} // namespace

TEST_CASE("status of a healthy core") {
  const auto a = status_of(without_the_bad_one());
  CHECK(a.fine);
  CHECK(a.text == R"(Signalbox 0.1.0 is ready; running since 2023-11-14T22:13:20Z. It watches 4 services with 7 tasks on
2 nodes; tasks are polled.

CLUSTER  PROXY SERVICE            PROXIES  CONFIGURATION  ROUTED  HOSTS  TARGETS
us-east  interlock-proxy-us-east  1 of 1   current        1 of 1  1      2

Nothing is wrong.

More: signalbox explain SERVICE, signalbox history
)");
}

TEST_CASE("status names each problem, and the command that explains it") {
  auto p = explained_snapshot();
  auto a = status_of(p);
  CHECK(!a.fine);
  CHECK(mentions(a, "error: us-east: service bad: label com.docker.lb.port: 'x' is not one number (give one)"));
  CHECK(mentions(a, "signalbox explain bad"));
  p = without_the_bad_one();
  p.actors[0].report.state = child_state::degraded;
  p.actors[0].report.last_cause = "boom";
  CHECK(mentions(status_of(p), "error: actor watcher is degraded: boom"));
  CHECK(!status_of(p).fine);
  p = without_the_bad_one();
  p.clusters[0].proxy->state = health::degraded;
  p.clusters[0].proxy->why = "update paused";
  CHECK(mentions(status_of(p), "error: us-east: interlock-proxy-us-east: update paused"));
  CHECK(!status_of(p).fine);
}

TEST_CASE("a rollout or a service without tasks is no error") {
  auto p = without_the_bad_one();
  p.clusters[0].proxy->applied = {1, 6};
  CHECK(mentions(status_of(p), "changing"));
  CHECK(status_of(p).fine);
  p.clusters[0].routes->services[0].targets = 0;
  CHECK(mentions(status_of(p), "Nothing is wrong.\n\nWarnings:\n"));
  CHECK(mentions(status_of(p), "warning: us-east: service demo: no task"));
  CHECK(status_of(p).fine);
}

TEST_CASE("a core without a complete listing is not healthy") {
  status_snapshot p;
  p.version = "0.1.0";
  p.clusters = {{{"us-east"}, "us-east", "interlock-proxy-us-east", {}, {}, {}}};
  const auto a = status_of(p);
  CHECK(!a.fine);
  CHECK(mentions(a, "is not ready: no complete listing of the Swarm yet"));
  CHECK(mentions(a, "starting"));
}

TEST_CASE("history is a table, newest first") {
  auto p = explained_snapshot();
  CHECK(history_answer(json::parse(history_json(p))).text == "Nothing has happened since core was started.\n");
  const auto t = std::chrono::system_clock::from_time_t(1700000000);
  p.history = {{t, "watcher", "first"}, {t + std::chrono::seconds(1), "us-east/proxy", "then"}};
  CHECK(history_answer(json::parse(history_json(p))).text == R"(WHEN                  WHERE          WHAT
2023-11-14T22:13:21Z  us-east/proxy  then
2023-11-14T22:13:20Z  watcher        first
)");
}

TEST_CASE("a routed service is explained from label to proxy") {
  const auto a = explained(explained_snapshot(), "demo");
  CHECK(a.fine);
  CHECK(a.text == R"(demo is routed by cluster us-east, and every proxy task serves it.
Requests go over network demo-net.

PLACE               REMARKS
http://demo.local/  shared with demo-next (10 %); other paths: /api api

TASK  NODE         STATE      TARGET         WHY NOT
t1    192.168.1.1  running    10.0.1.5:8080
t2    192.168.1.2  running                   it has no address on network demo-net yet
t3    worker-1     preparing                 its node is getting it ready, by pulling its image for
                                             example

LABEL                          VALUE       MEANING
com.docker.lb.colour           blue        not known, has no effect
com.docker.lb.hosts            demo.local  names the hosts to serve; several services on one host
                                           share it
com.docker.lb.port             8080        gives the container's port that requests go to
com.docker.lb.service_cluster  us-east     picks the service cluster whose proxies serve the
                                           application

Proxy interlock-proxy-us-east: 1 of 1 tasks run with config-b, which is current.
PROXY TASK  NODE    SERVES   VERDICT
p1          node-a  current  loaded

Next: curl -H 'Host: demo.local' http://ADDRESS-OF-A-PROXY/
)");
}

TEST_CASE("a service that is not routed is explained with the reason and a hint") {
  const auto bad = explained(explained_snapshot(), "bad");
  CHECK(!bad.fine);
  CHECK(mentions(bad, "bad is not routed by cluster us-east: "));
  CHECK(mentions(bad, "WRONG, see below"));
  CHECK(mentions(bad, "error: label com.docker.lb.port: 'x' is not one number (give one)"));
  CHECK(mentions(bad, "Next: mend what the problems name"));

  const auto lost = explained(explained_snapshot(), "lost");
  CHECK(!lost.fine);
  CHECK(mentions(lost, "lost belongs to no cluster: no cluster has ServiceCluster = \"us-noth\"."));
  CHECK(mentions(lost, "Next: set the label, to one of: us-east"));

  const auto inner = explained(explained_snapshot(), "inner");
  CHECK(!inner.fine);
  CHECK(mentions(inner, "inner belongs to no cluster: its labels com.docker.lb.* are in the container's spec"));
  CHECK(mentions(inner, "on the containers, has no effect"));
  CHECK(mentions(inner, "docker service update --label-add LABEL=VALUE inner"));
}

TEST_CASE("a service whose proxies lag, or without a target, is not healthy") {
  auto p = explained_snapshot();
  p.clusters[0].proxy->applied = {1, 6};
  CHECK(!explained(p, "demo").fine);
  CHECK(mentions(explained(p, "demo"), "but not every proxy task serves it yet"));
  CHECK(mentions(explained(p, "demo"), "Next: wait"));

  p = explained_snapshot();
  auto table = shared_table();
  table.hosts[0].paths[1].backends[0].targets.clear();
  p.clusters[0].routes->table = std::make_shared<const route_table>(table);
  CHECK(!explained(p, "demo").fine);
  CHECK(mentions(explained(p, "demo"), "clients get 503"));
  CHECK(mentions(explained(p, "demo"), "Next: docker service ps --no-trunc demo"));
}

TEST_CASE("no line is longer than 100 columns, and escape sequences are escaped") {
  auto p = explained_snapshot();
  auto& services = p.clusters[0].routes->services;
  services[0].found[0].what = "\x1b[2J" + std::string(30, 'x') + " words " + std::string(80, 'y');
  for (int i = 0; i < 100; ++i)
    services.push_back({"id", "service-" + std::to_string(i), false, {}, 0, services[0].found});
  auto view = *p.clusters[0].routes->view;
  view.services[1].labels["com.docker.lb.hosts"] = std::string(300, 'h') + ".local\x1b[31m";
  view.services[1].tasks[0].id = "2r8o4jbyhqptjg3m7w9p0x1yz";
  p.clusters[0].routes->view = std::make_shared<const cluster_view>(view);
  p.clusters[0].proxy_service = std::string(63, 'p');
  p.history = {{{}, "us-east/proxy", std::string(90, 'a') + ' ' + std::string(90, 'b')}};
  for (const auto& text : {status_of(p).text, explained(p, "demo").text, explained(p, "bad").text}) {
    INFO(text);
    CHECK(longest_line(text) <= page_width);
    CHECK(text.find('\x1b') == std::string::npos);
  }
  CHECK(status_of(p).text.find("and 61 more: signalbox status --json") != std::string::npos);
}
