#include "tests/support/catch.hpp"
#include "tests/unit/config/load_support.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

cluster_settings cluster_of(const std::string& keys) {
  auto loaded = load_settings("[Extensions.x]\n" + keys, "f");
  for (const auto& p : loaded.found)
    INFO(to_string(p));
  REQUIRE(loaded.value);
  return loaded.value->clusters.at(0);
}

std::string first_problem(const std::string& toml) {
  auto all = problems_of(toml);
  return all.substr(0, all.find('\n'));
}

} // namespace

TEST_CASE("an empty block has Interlock's defaults") {
  auto x = cluster_of("");
  CHECK(x.proxy_replicas == 1);
  CHECK(x.publish == publish_mode::ingress);
  CHECK(x.service_cluster == "");
  CHECK(x.service_name == "interlock-ext-x");
  CHECK(x.proxy_service_name == "interlock-proxy-x");
  CHECK(x.hitless);
}

TEST_CASE("the block named default has names without a suffix") {
  auto loaded = load_settings("[Extensions.default]\n", "f");
  REQUIRE(loaded.value);
  CHECK(loaded.value->clusters[0].service_name == "interlock-ext");
  CHECK(loaded.value->clusters[0].proxy_service_name == "interlock-proxy");
}

TEST_CASE("each kind of value reaches its field") {
  auto x = cluster_of("ProxyReplicas = 3\nProxyUpdateDelay = \"1m30s\"\nPublishMode = \"host\"\nPublishedPort = 0\n"
                      "Networks = [\"eastnet\", \"b\"]\nHitlessServiceUpdate = false\n"
                      "ProxyConstraints = [\"node.labels.region==us-east\"]\n"
                      "ProxyPlacementPreferences = [\"spread=node.labels.rack\"]\n"
                      "[Extensions.x.ProxyLabels]\n\"com.example.team\" = \"web\"\n");
  CHECK(x.proxy_replicas == 3);
  CHECK(x.proxy_update_delay == 90s);
  CHECK(x.publish == publish_mode::host);
  CHECK(x.published_port == 0);
  CHECK(x.networks == std::vector<std::string>{"eastnet", "b"});
  CHECK(!x.hitless);
  CHECK(x.proxy_constraints == std::vector<std::string>{"node.labels.region==us-east"});
  CHECK(x.proxy_preferences == std::vector<std::string>{"spread=node.labels.rack"});
  CHECK(x.proxy_labels == label_map{{"com.example.team", "web"}});
}

TEST_CASE("options keep their type, and one spelling") {
  auto x = cluster_of("[Extensions.x.Config]\nRlimitNoFile = 1\nHideInfoHeaders = true\nRatio = 1.5\n"
                      "User = \"nginx\"\nHTTPOptions = [\"a;\", \"b;\"]\nnone = []\n");
  CHECK(x.config == option_map{{"RLimitNoFile", std::int64_t(1)},
                               {"HideInfoHeaders", true},
                               {"Ratio", 1.5},
                               {"User", std::string("nginx")},
                               {"HTTPOptions", std::vector<std::string>{"a;", "b;"}},
                               {"none", std::vector<std::string>{}}});
}

TEST_CASE("an option that no renderer supports is refused") {
  CHECK(first_problem("[Extensions.x.Config]\nA = 1979-05-27\n") ==
        "error 2:5 Config.A is a date or time, which no option takes | put it in quotes");
  CHECK(first_problem("[Extensions.x.Config.Deep]\nA = 1\n") ==
        "error 1:1 Config.Deep is a table, which no option takes | "
        "write its keys directly into Config; a key with a dot needs quotes");
  CHECK(first_problem("[Extensions.x.Config]\nA = [1]\n") ==
        "error 2:6 Config.A[0] is an integer, but a string is needed | put it in quotes");
  CHECK(mentions(first_problem("[Extensions.x.Config]\nRlimitNoFile = 1\nRLimitNoFile = 2\n"), "there twice"));
}

TEST_CASE("numbers outside their range are refused") {
  CHECK(first_problem("[Extensions.x]\nPublishedPort = 65536\n") ==
        "error 2:17 PublishedPort = 65536 is out of range | 0 to 65535 are allowed");
  CHECK(first_problem("[Extensions.x]\nProxyReplicas = -1\n") ==
        "error 2:17 ProxyReplicas = -1 is out of range | 0 and more are allowed");
  CHECK(first_problem("[Extensions.x]\nTargetPort = 0\n") ==
        "error 2:14 TargetPort = 0 is not a port to listen on | 1 to 65535 are allowed");
  CHECK(cluster_of("ProxyReplicas = 0").proxy_replicas == 0);
  CHECK(mentions(first_problem("[Extensions.x]\nProxyReplicas = 0\n"), "warning 2:17 ProxyReplicas = 0"));
}

TEST_CASE("a duration is a text, in Go's syntax, and not negative") {
  CHECK(first_problem("PollInterval = 5\n[Extensions.x]\n") ==
        "error 1:16 PollInterval is an integer, but a duration in quotes is needed | write PollInterval = \"5s\"");
  CHECK(first_problem("PollInterval = \"soon\"\n[Extensions.x]\n") ==
        "error 1:16 PollInterval = \"soon\" is not a duration | write it like \"3s\", \"500ms\" or \"1m30s\"");
  CHECK(mentions(first_problem("PollInterval = \"99ms\"\n[Extensions.x]\n"), "shorter than 100ms"));
  CHECK(mentions(first_problem("PollInterval = \"2h\"\n[Extensions.x]\n"), "longer than 1h"));
  CHECK(mentions(first_problem("[Extensions.x]\nProxyUpdateDelay = \"-1s\"\n"), "is negative"));
  auto shortest = load_settings("PollInterval = \"100ms\"\n[Extensions.x]\n", "f");
  REQUIRE(shortest.value);
  CHECK(shortest.value->poll_interval == 100ms);
}

TEST_CASE("labels are strings, and core's own labels are refused") {
  CHECK(first_problem("[Extensions.x.ProxyLabels]\ncount = 3\n") ==
        "error 2:9 ProxyLabels.count is an integer, but labels are strings | write it in quotes: \"3\"");
  CHECK(mentions(first_problem("[Extensions.x.ProxyLabels]\ncom.example.team = \"web\"\n"),
                 "put a key with dots in quotes"));
  CHECK(mentions(first_problem("[Extensions.x.ProxyLabels]\ntype = \"mine\"\n"), "core finds its own services by"));
}

TEST_CASE("unprintable characters of a value are escaped") {
  auto found = problems_of("[Extensions.x]\nProxyImage = \"a\\u001b[31m\\nb\"\n");
  CHECK(mentions(found, "\\x1b[31m\\x0ab"));
  CHECK(found.find('\x1b') == std::string::npos);
}
