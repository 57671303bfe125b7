#include "adapters/http/metrics.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/http/pictures.hpp"

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
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/tests/unit/http/metric_names.txt");
  std::set<std::string> names;
  for (std::string line; std::getline(file, line);)
    names.insert(line);
  return names;
}

bool has_line(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

std::string scrape() {
  auto p = picture();
  return metrics_text(&p, samples());
}

} // namespace

TEST_CASE("metric names and types are golden: a renamed metric breaks somebody's alert") {
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
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/adapters/http/README.md");
  std::stringstream readme;
  readme << file.rdbuf();
  for (const auto& entry : golden()) {
    std::string name = entry.substr(0, entry.find(' '));
    INFO(name);
    CHECK(readme.str().find('`' + name) != std::string::npos);
  }
}

TEST_CASE("the numbers of the picture are in the scrape") {
  auto text = scrape();
  for (auto line :
       {R"(signalbox_build_info{version="0.1.0"} 1)", R"(signalbox_ready 0)",
        R"(signalbox_cluster_observed_revision{cluster="us-east"} 7)",
        R"(signalbox_cluster_applied_revision{cluster="us-east"} 5)",
        R"(signalbox_cluster_applied_incarnation{cluster="us-east"} 1)",
        R"(signalbox_cluster_problems{cluster="us-east",level="error"} 1)",
        R"(signalbox_cluster_problems{cluster="us-east",level="warning"} 1)",
        R"(signalbox_cluster_services{cluster="us-east",routed="false"} 2)",
        R"(signalbox_cluster_applies_total{cluster="us-east",kind="update",outcome="rejected"} 3)",
        R"(signalbox_cluster_last_apply_duration_seconds{cluster="us-east"} 1.5)",
        R"(signalbox_cluster_proxy_tasks_running{cluster="us-east"} 1)",
        R"(signalbox_cluster_converged{cluster="us-east"} 0)", R"(signalbox_cluster_degraded{cluster="us-east"} 1)",
        R"(signalbox_watcher_listings_total{kind="tasks"} 9)",
        R"(signalbox_actor_restarts_total{actor="us-east/proxy"} 2)",
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

TEST_CASE("a cluster without reports has no made-up numbers") {
  auto text = scrape();
  CHECK(text.find(R"(observed_revision{cluster="us-west"})") == std::string::npos);
  CHECK(has_line(text, R"(signalbox_cluster_problems{cluster="us-west",level="error"} 0)"));
}
