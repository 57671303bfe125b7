#include "actors/proxy/desired_proxy_spec.hpp"
#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_functions.hpp"
#include "actors/service/spec_merge.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

managed_spec desired() {
  managed_spec s;
  s.image = "nginx:alpine";
  s.constraints = {"node.labels.region==us-east"};
  s.networks = {"demo"};
  s.configs = {{"/etc/nginx/nginx.conf", "config-1"}};
  s.labels = {{owned::type_label, owned::proxy_type}, {"proxy_region", "us-east"}};
  s.stop_signal = "SIGQUIT";
  return s;
}

} // namespace

TEST_CASE("equal specs merge to the same spec") { CHECK(merge(desired(), desired(), desired()) == desired()); }

TEST_CASE("an operator's constraint survives an update of the configuration") {
  auto live = desired();
  live.constraints.insert("node.labels.nodetype==loadbalancer");
  auto next = desired();
  next.configs["/etc/nginx/nginx.conf"] = "config-2";
  const auto merged = merge(desired(), live, next);
  CHECK(merged.constraints.size() == 2);
  CHECK(merged.configs.at("/etc/nginx/nginx.conf") == "config-2");
}

TEST_CASE("a changed TOML value reaches a running proxy, an operator's own value stays until then") {
  auto live = desired();
  live.replicas = 5;
  live.stop_signal = "SIGTERM";
  CHECK(merge(desired(), live, desired()) == live);
  auto next = desired();
  next.replicas = 2;
  const auto merged = merge(desired(), live, next);
  CHECK(merged.replicas == 2);
  CHECK(merged.stop_signal == "SIGTERM");
}

TEST_CASE("a constraint removed from the TOML is removed from the service, the operator's stays") {
  auto live = desired();
  live.constraints.insert("node.hostname!=old");
  auto next = desired();
  next.constraints.clear();
  CHECK(merge(desired(), live, next).constraints == std::set<std::string>{"node.hostname!=old"});
}

TEST_CASE("secrets are added and removed with the desired spec, and an operator's secret stays") {
  auto before = desired(), live = desired(), next = desired();
  before.secrets = {{"old.pem", "old.pem"}};
  live.secrets = {{"old.pem", "old.pem"}, {"own", "own"}};
  next.secrets = {{"new.pem", "new.pem"}};
  CHECK(merge(before, live, next).secrets ==
        std::map<std::string, std::string>{{"new.pem", "new.pem"}, {"own", "own"}});
  live.secrets.clear();
  CHECK(merge(next, live, next).secrets == next.secrets);
}

TEST_CASE("the proxy gets each secret of the configuration under its own name") {
  config_rendered config;
  config.secrets = {"shop.pem"};
  const auto with = desired_proxy_spec({}, config);
  CHECK(with.secrets == std::map<std::string, std::string>{{"shop.pem", "shop.pem"}});
  CHECK(digest_of(with) != digest_of(desired_proxy_spec({}, {})));
}

TEST_CASE("a network that is no longer needed is removed, one that an operator added stays") {
  auto live = desired();
  live.networks.insert("monitoring");
  auto next = desired();
  next.networks = {"shop"};
  CHECK(merge(desired(), live, next).networks == std::set<std::string>{"monitoring", "shop"});
}

TEST_CASE("networks, configs and core's own labels that an operator removed are added again") {
  auto live = desired();
  live.networks.clear();
  live.configs.clear();
  live.labels.clear();
  const auto merged = merge(desired(), live, desired());
  CHECK(merged.networks == desired().networks);
  CHECK(merged.configs == desired().configs);
  CHECK(merged.labels == label_map{{owned::type_label, owned::proxy_type}});
}

TEST_CASE("a service that core has not written yet takes the desired spec's values and keeps its own items") {
  auto live = desired();
  live.image = "interlock-proxy:3";
  live.constraints = {"node.role==worker"};
  const auto merged = merge({}, live, desired());
  CHECK(merged.image == "nginx:alpine");
  CHECK(merged.constraints.size() == 2);
}

TEST_CASE("the desired spec has the settings, and a configuration named by its content") {
  cluster_settings s;
  s.id = {"us-east"};
  s.core_name = "interlock";
  s.publish = publish_mode::host;
  s.published_port = 80;
  s.published_ssl_port = 0;
  s.proxy_labels = {{"proxy_region", "us-east"}, {owned::type_label, "mine"}};
  s.proxy_preferences = {"spread=node.labels.rack"};
  config_rendered c;
  c.sum = digest_of(std::string_view{"text"});
  const auto w = desired_proxy_spec(s, c);
  CHECK(w.configs.at("/etc/nginx/nginx.conf") == "com.docker.interlock.proxy.us-east." + c.sum.hex.substr(0, 16));
  CHECK(w.labels.at(owned::type_label) == owned::proxy_type);
  CHECK(w.labels.at(owned::core_label) == "interlock");
  CHECK(w.ports == std::set<published_port>{{"tcp", 80, 80, true}});
  CHECK(w.update_order == "stop-first");
  CHECK(w.preferences == std::vector<std::string>{"node.labels.rack"});
}

TEST_CASE("a config object's name has at most Docker's 64 characters, and differs for long cluster names") {
  const auto sum = digest_of(std::string_view{"text"});
  const std::string stem(40, 'x');
  const auto a = config_name({stem + "a"}, sum), b = config_name({stem + "b"}, sum);
  CHECK(a.size() <= 64);
  CHECK(a != b);
}

TEST_CASE("desired specifications that differ anywhere have different digests") {
  auto a = desired(), b = desired();
  CHECK(digest_of(a) == digest_of(b));
  b.stop_grace = std::chrono::seconds(1);
  CHECK(digest_of(a) != digest_of(b));
}

TEST_CASE("a service that Interlock created is taken over: its text is removed, an operator's values stay") {
  auto left = desired(), next = desired();
  left.labels = {{owned::type_label, owned::proxy_type}, {"com.docker.ucp.InstanceID", "abc"}};
  left.configs = {{"/etc/nginx/nginx.conf", "com.docker.interlock.proxy.4x2q"}, {"/etc/own", "own-config"}};
  left.constraints = {"node.platform.os==linux"};
  left.networks = {"demo", "other"};
  next.configs = {{"/signalbox/agent", "com.docker.interlock.agent.us-east.1"},
                  {"/signalbox/bootstrap", "com.docker.interlock.proxy.us-east.2"}};
  const auto merged = merge({}, left, next);
  CHECK(merged.configs ==
        std::map<std::string, std::string>{{"/etc/own", "own-config"},
                                           {"/signalbox/agent", next.configs["/signalbox/agent"]},
                                           {"/signalbox/bootstrap", next.configs["/signalbox/bootstrap"]}});
  CHECK(merged.labels.at("com.docker.ucp.InstanceID") == "abc");
  CHECK(merged.labels.at("proxy_region") == "us-east");
  CHECK(merged.constraints.size() == 2);
  CHECK(merged.networks == std::set<std::string>{"demo", "other"});
}
