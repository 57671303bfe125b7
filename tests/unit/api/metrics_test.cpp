#include "adapters/api/metrics.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/api/snapshots.hpp"

#include <fstream>
#include <set>
#include <sstream>

using namespace signalbox;

namespace {

/// `name type` of each family, as the scrape declares them.
std::set<std::string> families(const std::string& text) {
  std::set<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("# TYPE ", 0) == 0)
      found.insert(line.substr(7));
  return found;
}

std::set<std::string> golden() {
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/tests/unit/api/metric_names.txt");
  std::set<std::string> names;
  for (std::string line; std::getline(file, line);)
    names.insert(line);
  return names;
}

bool has_line(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

std::string scrape() {
  auto p = snapshot();
  return metrics_text(&p, samples());
}

} // namespace

TEST_CASE("metric names and types are golden, because a renamed metric breaks alerts") {
  auto found = families(scrape()), expected = golden();
  for (const auto& name : found) {
    INFO("new, add it to metric_names.txt and to README.md: " << name);
    CHECK(expected.count(name) == 1);
  }
  for (const auto& name : expected) {
    INFO("gone: " << name);
    CHECK(found.count(name) == 1);
  }
}

TEST_CASE("the README explains every metric") {
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/adapters/api/README.md");
  std::stringstream readme;
  readme << file.rdbuf();
  for (const auto& entry : golden()) {
    std::string name = entry.substr(0, entry.find(' '));
    INFO(name);
    CHECK(readme.str().find('`' + name) != std::string::npos);
  }
}

TEST_CASE("the scrape has the numbers of the snapshot") {
  auto text = scrape();
  for (auto line :
       {R"(signalbox_build_info{version="0.1.0"} 1)",
        R"(signalbox_ready 0)",
        R"(signalbox_cluster_observed_revision{cluster="us-east"} 7)",
        R"(signalbox_cluster_applied_revision{cluster="us-east"} 5)",
        R"(signalbox_cluster_applied_incarnation{cluster="us-east"} 1)",
        R"(signalbox_cluster_lag_seconds{cluster="us-east"} 45)",
        R"(signalbox_cluster_problems{cluster="us-east",level="error",kind="label"} 1)",
        R"(signalbox_cluster_problems{cluster="us-east",level="warning",kind="other"} 1)",
        R"(signalbox_cluster_services{cluster="us-east",routed="false"} 2)",
        R"(signalbox_cluster_applies_total{cluster="us-east",kind="update",outcome="rejected"} 3)",
        R"(signalbox_cluster_apply_duration_seconds_sum{cluster="us-east",kind="update",outcome="rejected"} 1.5)",
        R"(signalbox_cluster_last_apply_duration_seconds{cluster="us-east"} 1.5)",
        R"(signalbox_cluster_proxy_tasks_running{cluster="us-east"} 1)",
        R"(signalbox_cluster_converged{cluster="us-east"} 0)",
        R"(signalbox_cluster_degraded{cluster="us-east"} 1)",
        R"(signalbox_watcher_listings_total{kind="tasks"} 9)",
        R"(signalbox_watcher_events_total{type="service"} 12)",
        R"(signalbox_watcher_listing_duration_seconds_bucket{kind="tasks",le="0.025"} 1)",
        R"(signalbox_watcher_hold_off_seconds_bucket{le="0.05"} 0)",
        R"(signalbox_watcher_hold_off_seconds_count 1)",
        R"(signalbox_actor_messages_total{actor="us-east/proxy",type="wake"} 2)",
        R"(signalbox_actor_restarts_total{actor="us-east/proxy",cause="exception"} 2)",
        R"(signalbox_actor_restarts_total{actor="us-east/proxy",cause="killed"} 0)",
        R"(signalbox_actor_last_start_timestamp_seconds{actor="us-east/proxy"} 1700000040)",
        R"(signalbox_actor_restart_budget_left{actor="us-east/proxy"} 3)",
        R"(signalbox_actor_restart_budget_left{actor="watcher"} 5)",
        R"(signalbox_actor_state{actor="us-east/proxy",state="restarting"} 1)",
        R"(signalbox_actor_mailbox_depth{actor="us-east/proxy"} 3)",
        R"(signalbox_engine_requests_total{endpoint="GET /tasks",outcome="timeout"} 1)",
        R"(signalbox_engine_stream_losses_total 1)"}) {
    INFO(line << "\n" << text);
    CHECK(has_line(text, line));
  }
}

TEST_CASE("histogram buckets are cumulative and end at infinity") {
  auto text = scrape();
  for (auto line : {R"(signalbox_actor_handler_duration_seconds_bucket{actor="us-east/proxy",le="0.001"} 40)",
                    R"(signalbox_actor_handler_duration_seconds_bucket{actor="us-east/proxy",le="0.01"} 41)",
                    R"(signalbox_actor_handler_duration_seconds_bucket{actor="us-east/proxy",le="+Inf"} 42)",
                    R"(signalbox_actor_handler_duration_seconds_count{actor="us-east/proxy"} 42)",
                    R"(signalbox_actor_handler_duration_seconds_sum{actor="us-east/proxy"} 0.5)"})
    CHECK(has_line(text, line));
}

TEST_CASE("a cluster without reports has no revision and no lag") {
  auto text = scrape();
  CHECK(text.find(R"(observed_revision{cluster="us-west"})") == std::string::npos);
  CHECK(text.find(R"(lag_seconds{cluster="us-west"})") == std::string::npos);
  CHECK(has_line(text, R"(signalbox_cluster_problems{cluster="us-west",level="error",kind="label"} 0)"));
}

TEST_CASE("an actor that has run long enough has its full restart budget, without a new report") {
  auto p = snapshot();
  auto& report = p.actors[0].report;
  report.state = child_state::running;
  const auto left = [&](std::chrono::seconds after) {
    auto s = samples();
    s.now = *report.last_start + after;
    return metrics_text(&p, s);
  };
  CHECK(has_line(left(std::chrono::seconds(9)), R"(signalbox_actor_restart_budget_left{actor="us-east/proxy"} 3)"));
  CHECK(has_line(left(std::chrono::seconds(10)), R"(signalbox_actor_restart_budget_left{actor="us-east/proxy"} 5)"));
}

TEST_CASE("a problem's kind is derived from its place, and is one of a fixed list") {
  auto p = snapshot();
  p.clusters[1].routes = cluster_report{{1, 1}, 0, 0, {}, {}};
  for (const auto* where :
       {"label com.docker.lb.port", "labels com.docker.lb.*", "network eastnet", "Networks of [Extensions.us-west]",
        "[Extensions.us-west.Config].User", "proxy service interlock-proxy-us-west", "config.toml:1:1", "evil\"}"})
    p.clusters[1].routes->found.push_back({severity::error, "", where, "", ""});
  const auto text = metrics_text(&p, samples());
  for (const auto& [kind, count] :
       std::map<std::string, int>{{"label", 2}, {"network", 2}, {"option", 1}, {"proxy", 1}, {"other", 2}})
    CHECK(has_line(text, R"(signalbox_cluster_problems{cluster="us-west",level="error",kind=")" + kind + "\"} " +
                             std::to_string(count)));
  CHECK(text.find("evil") == std::string::npos);
}
