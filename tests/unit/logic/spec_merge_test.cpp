#include "actors/proxy/proxy_wish.hpp"
#include "actors/proxy/spec_merge.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

proxy_spec wish() {
  proxy_spec s;
  s.image = "nginx:alpine";
  s.constraints = {"node.labels.region==us-east"};
  s.networks = {"demo"};
  s.configs = {{"/etc/nginx/nginx.conf", "config-1"}};
  s.labels = {{owned::type_label, owned::proxy_type}, {"proxy_region", "us-east"}};
  s.stop_signal = "SIGQUIT";
  return s;
}

} // namespace

TEST_CASE("nothing changed, nothing to write") { CHECK(merge(wish(), wish(), wish()) == wish()); }

TEST_CASE("an operator's constraint survives an update of the configuration") {
  auto live = wish();
  live.constraints.insert("node.labels.nodetype==loadbalancer");
  auto next = wish();
  next.configs["/etc/nginx/nginx.conf"] = "config-2";
  const auto merged = merge(wish(), live, next);
  CHECK(merged.constraints.size() == 2);
  CHECK(merged.configs.at("/etc/nginx/nginx.conf") == "config-2");
}

TEST_CASE("a changed TOML value reaches a running proxy, an operator's own value stays until then") {
  auto live = wish();
  live.replicas = 5;
  live.stop_signal = "SIGTERM";
  CHECK(merge(wish(), live, wish()) == live);
  auto next = wish();
  next.replicas = 2;
  const auto merged = merge(wish(), live, next);
  CHECK(merged.replicas == 2);
  CHECK(merged.stop_signal == "SIGTERM");
}

TEST_CASE("a constraint that left the TOML leaves the service, the operator's stays") {
  auto live = wish();
  live.constraints.insert("node.hostname!=old");
  auto next = wish();
  next.constraints.clear();
  CHECK(merge(wish(), live, next).constraints == std::set<std::string>{"node.hostname!=old"});
}

TEST_CASE("secrets come and go with the wish, and one that an operator added stays") {
  auto before = wish(), live = wish(), next = wish();
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
  const auto with = proxy_wish({}, config);
  CHECK(with.secrets == std::map<std::string, std::string>{{"shop.pem", "shop.pem"}});
  CHECK(digest_of(with) != digest_of(proxy_wish({}, {})));
}

TEST_CASE("a network that is no longer needed is left, one that an operator added stays") {
  auto live = wish();
  live.networks.insert("monitoring");
  auto next = wish();
  next.networks = {"shop"};
  CHECK(merge(wish(), live, next).networks == std::set<std::string>{"monitoring", "shop"});
}

TEST_CASE("networks, configs and core's own labels are put right when somebody takes them away") {
  auto live = wish();
  live.networks.clear();
  live.configs.clear();
  live.labels.clear();
  const auto merged = merge(wish(), live, wish());
  CHECK(merged.networks == wish().networks);
  CHECK(merged.configs == wish().configs);
  CHECK(merged.labels == label_map{{owned::type_label, owned::proxy_type}});
}

TEST_CASE("a service that core has not written yet takes the wish's values and keeps its own items") {
  auto live = wish();
  live.image = "interlock-proxy:3";
  live.constraints = {"node.role==worker"};
  const auto merged = merge({}, live, wish());
  CHECK(merged.image == "nginx:alpine");
  CHECK(merged.constraints.size() == 2);
}

TEST_CASE("the wish carries the settings, and the configuration by its content") {
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
  const auto w = proxy_wish(s, c);
  CHECK(w.configs.at("/etc/nginx/nginx.conf") == "com.docker.interlock.proxy.us-east." + c.sum.hex.substr(0, 16));
  CHECK(w.labels.at(owned::type_label) == owned::proxy_type);
  CHECK(w.labels.at(owned::core_label) == "interlock");
  CHECK(w.ports == std::set<published_port>{{"tcp", 80, 80, true}});
  CHECK(w.update_order == "stop-first");
  CHECK(w.preferences == std::vector<std::string>{"node.labels.rack"});
}

TEST_CASE("a config object's name fits into Docker's 64 characters, and long cluster names stay apart") {
  const auto sum = digest_of(std::string_view{"text"});
  const std::string stem(40, 'x');
  const auto a = config_name({stem + "a"}, sum), b = config_name({stem + "b"}, sum);
  CHECK(a.size() <= 64);
  CHECK(a != b);
}

TEST_CASE("wishes that differ anywhere have different digests") {
  auto a = wish(), b = wish();
  CHECK(digest_of(a) == digest_of(b));
  b.stop_grace = std::chrono::seconds(1);
  CHECK(digest_of(a) != digest_of(b));
}

TEST_CASE("a service that Interlock left is taken over: its text goes, what an operator gave it stays") {
  auto left = wish(), next = wish();
  left.labels = {{owned::type_label, owned::proxy_type}, {"com.docker.ucp.InstanceID", "abc"}};
  left.configs = {{"/etc/nginx/nginx.conf", "com.docker.interlock.proxy.4x2q"}, {"/etc/own", "own-config"}};
  left.constraints = {"node.platform.os==linux"};
  left.networks = {"demo", "other"};
  next.configs = {{"/signalbox/agent", "com.docker.interlock.agent.us-east.1"},
                  {"/signalbox/seed", "com.docker.interlock.proxy.us-east.2"}};
  const auto merged = merge({}, left, next);
  CHECK(merged.configs == std::map<std::string, std::string>{{"/etc/own", "own-config"},
                                                             {"/signalbox/agent", next.configs["/signalbox/agent"]},
                                                             {"/signalbox/seed", next.configs["/signalbox/seed"]}});
  CHECK(merged.labels.at("com.docker.ucp.InstanceID") == "abc");
  CHECK(merged.labels.at("proxy_region") == "us-east");
  CHECK(merged.constraints.size() == 2);
  CHECK(merged.networks == std::set<std::string>{"demo", "other"});
}
