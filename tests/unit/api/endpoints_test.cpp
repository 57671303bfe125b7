#include "adapters/api/conditions.hpp"
#include "adapters/api/endpoints.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/api/snapshots.hpp"

#include <nlohmann/json.hpp>

using namespace signalbox;
using nlohmann::json;

namespace {

http_reply ask(std::shared_ptr<const status_snapshot> p, const std::string& target, const std::string& method = "GET") {
  http_request r;
  r.method = method;
  r.target = target;
  split_target(r);
  return route(core_endpoints([p] { return p; }, samples), r);
}

http_reply ask(const status_snapshot& p, const std::string& target) {
  return ask(std::make_shared<const status_snapshot>(p), target);
}

json body(const http_reply& r) { return json::parse(r.body); }

} // namespace

TEST_CASE("healthz is ok with any snapshot") {
  CHECK(ask(nullptr, "/healthz").body == "ok\n");
  CHECK(ask(snapshot(), "/healthz").status == 200);
}

TEST_CASE("readyz names the missing conditions") {
  CHECK(ask(nullptr, "/readyz").status == 503);
  CHECK(ask(ready_snapshot(), "/readyz").status == 200);
  CHECK(ask(snapshot(), "/readyz").status == 503);
  CHECK(ask(snapshot(), "/readyz").body == "not ready: cluster us-west has not seen a listing yet\n");
  auto p = ready_snapshot();
  p.watcher->views_published = 0;
  p.watcher->why = "engine: connection refused";
  CHECK(ask(p, "/readyz").body == "not ready: no complete listing of the Swarm yet: engine: connection refused\n");
}

TEST_CASE("before the first snapshot the API returns an error, but page and metrics answer") {
  CHECK(ask(nullptr, "/v1/status").status == 503);
  CHECK(ask(nullptr, "/v1/clusters/us-east").status == 503);
  CHECK(ask(nullptr, "/").status == 200);
  CHECK(ask(nullptr, "/metrics").body.find("process_start_time_seconds") != std::string::npos);
}

TEST_CASE("v1/status holds everything") {
  auto reply = ask(snapshot(), "/v1/status");
  CHECK(reply.type == "application/json");
  auto j = body(reply);
  CHECK(j["version"] == "0.1.0");
  CHECK(j["started"] == "2023-11-14T22:13:20Z");
  CHECK(j["ready"] == false);
  CHECK(j["watcher"]["events_connected"] == true);
  CHECK(j["watcher"]["listings"]["tasks"] == 9);
  CHECK(j["watcher"]["tasks_pushed"] == false);
  CHECK(j["watcher"]["task_stream_ends"]["lost"] == 2);
  CHECK(j["watcher"]["task_stream_resumes"] == 1);
  auto east = j["clusters"][0], west = j["clusters"][1];
  CHECK(east["observed_revision"] == "1.7");
  CHECK(east["rendered_revision"] == "1.6");
  CHECK(east["desired_revision"] == "1.6");
  CHECK(east["applied_revision"] == "1.5");
  CHECK(east["proxy"]["health"] == "degraded");
  CHECK(east["proxy"]["applies"]["update_rejected"] == 3);
  CHECK(west["observed_revision"].is_null());
  CHECK(west["proxy"].is_null());
  CHECK(j["actors"][0]["state"] == "restarting");
  CHECK(j["actors"][0]["backoff_seconds"] == 0.25);
  CHECK(j["history"][1]["what"] == "first");
}

TEST_CASE("a service's conditions show why it is not routed") {
  auto services = body(ask(snapshot(), "/v1/services"))["services"];
  REQUIRE(services.size() == 3);
  auto of = [&](int n, int c) { return services[n]["conditions"][c]; };
  for (int c : {0, 1, 2})
    CHECK(of(0, c)["status"] == "true");
  CHECK(services[1]["name"] == "empty");
  CHECK(of(1, 1)["reason"] == "no_running_task");
  CHECK(of(1, 2)["reason"] == "no_targets");
  CHECK(of(2, 0)["type"] == "labels_valid");
  CHECK(of(2, 0)["reason"] == "bad_label");
  CHECK(of(2, 2)["reason"] == "left_out");
  CHECK(of(2, 2)["message"].get<std::string>().find("use 1 to 65535") != std::string::npos);
}

TEST_CASE("a label with a warning is valid") {
  service_status s;
  s.found = {{severity::warning, "demo", "label com.docker.lb.hots", "is unknown", "hosts?"}};
  const auto c = conditions_of(s).at(0);
  CHECK(c.holds);
  CHECK(c.reason == "warning");
  CHECK(c.message.find("is unknown") != std::string::npos);
}

TEST_CASE("clusters and services are found by name, percent-encoded or not") {
  CHECK(body(ask(snapshot(), "/v1/clusters/us-east"))["id"] == "us-east");
  CHECK(body(ask(snapshot(), "/v1/clusters/us%2Deast?x=1"))["id"] == "us-east");
  CHECK(body(ask(snapshot(), "/v1/services/demo"))["services"][0]["cluster"] == "us-east");
  for (auto missing : {"/v1/clusters/none", "/v1/services/none", "/v1/clusters/", "/v1", "/v2/status"}) {
    auto reply = ask(snapshot(), missing);
    CHECK(reply.status == 404);
    CHECK(body(reply)["status"] == 404);
  }
}

TEST_CASE("actors and history have their own pages") {
  CHECK(body(ask(snapshot(), "/v1/actors"))["actors"][0]["restarts"] == 2);
  CHECK(body(ask(snapshot(), "/v1/history"))["history"].size() == 2);
  CHECK(body(ask(snapshot(), "/v1/clusters"))["clusters"].size() == 2);
}

TEST_CASE("an actor has the causes of its restarts, its last start, and its restart budget") {
  auto p = snapshot();
  const auto actor = body(ask(p, "/v1/actors"))["actors"][0];
  CHECK(actor["restarts_by_cause"] == json{{"exception", 2}, {"killed", 0}});
  CHECK(actor["last_start"] == utc_time(p.when - std::chrono::seconds(60)));
  CHECK(actor["budget"] == 5);
  CHECK(actor["budget_left"] == 3);
  p.actors[0].report.state = child_state::running;
  CHECK(body(ask(p, "/v1/actors"))["actors"][0]["budget_left"] == 5); // it has run longer than `forgiven_after`
  CHECK(body(ask(p, "/v1/actors"))["actors"][1]["last_start"].is_null());
}

TEST_CASE("the API is read-only") {
  auto p = std::make_shared<const status_snapshot>(snapshot());
  for (auto method : {"POST", "PUT", "DELETE", "PATCH"})
    CHECK(ask(p, "/v1/status", method).status == 405);
  CHECK(ask(p, "/v1/status", "HEAD").status == 200);
}

TEST_CASE("the page shows the whole snapshot, and escapes hostile text") {
  auto reply = ask(snapshot(), "/");
  CHECK(reply.type == "text/html; charset=utf-8");
  for (auto part : {"us-east", "interlock-proxy-us-east", "demo.local", "restarting", "use 1 to 65535", "1.5", "1.7",
                    "update paused", "&lt;script&gt;"}) {
    INFO(part);
    CHECK(reply.body.find(part) != std::string::npos);
  }
  CHECK(reply.body.find("<script") == std::string::npos);
  CHECK(reply.body.find("http-equiv=\"refresh\"") != std::string::npos);
  CHECK(ask(snapshot(), "/?still").body.find("http-equiv=\"refresh\"") == std::string::npos);
  CHECK(reply.body.find('\x01') == std::string::npos);
}

TEST_CASE("a warning of the extension about a service leaves it routed, an error does not") {
  auto p = snapshot();
  p.clusters[0].extension->found = {
      {severity::warning, "demo", "label com.docker.lb.ssl_cert", "the certificate has expired", ""}};
  auto demo = body(ask(p, "/v1/services/demo"))["services"][0];
  CHECK(demo["routed"] == true);
  CHECK(demo["problems"].size() == 1);
  p.clusters[0].extension->found[0].level = severity::error;
  CHECK(body(ask(p, "/v1/services/demo"))["services"][0]["routed"] == false);
}
