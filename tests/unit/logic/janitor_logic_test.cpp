#include "actors/janitor/janitor_logic.hpp"
#include "actors/service/owned_objects.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace signalbox;

namespace {

live_service service(std::string name, std::string cluster, std::string core) {
  live_service p;
  p.name = std::move(name);
  p.ours = true;
  p.spec.labels = {{owned::type_label, owned::proxy_type}, {owned::cluster_label, std::move(cluster)}};
  if (!core.empty())
    p.spec.labels[owned::core_label] = std::move(core);
  return p;
}

std::vector<cluster_settings> only_east() {
  cluster_settings east;
  east.id = {"us-east"};
  east.proxy_service_name = "proxy-east";
  return {east};
}

std::vector<std::string> left_over(std::vector<live_service> services, const std::string& core = "interlock") {
  std::vector<std::string> names;
  for (const auto& s : orphaned_services(services, only_east(), core))
    names.push_back(s.name);
  return names;
}

} // namespace

TEST_CASE("the proxy of a cluster that was removed from the TOML is orphaned") {
  CHECK(left_over({service("proxy-west", "us-west", "interlock")}) == std::vector<std::string>{"proxy-west"});
  CHECK(left_over({service("proxy-east", "us-east", "interlock")}).empty());
}

TEST_CASE("a proxy whose service name changed is orphaned") {
  CHECK(left_over({service("old-name", "us-east", "interlock")}) == std::vector<std::string>{"old-name"});
}

TEST_CASE("an extension service is orphaned if its cluster has none, or one of another name") {
  auto extension = service("ext-east", "us-east", "interlock");
  extension.spec.labels[owned::type_label] = owned::extension_type;
  auto clusters = only_east();
  CHECK(orphaned_services({extension}, clusters, "interlock").size() == 1); // core renders
  clusters[0].image = "extension";
  clusters[0].service_name = "ext-east";
  CHECK(orphaned_services({extension}, clusters, "interlock").empty());
  clusters[0].service_name = "another";
  CHECK(orphaned_services({extension}, clusters, "interlock").size() == 1);
}

TEST_CASE("services of another core, of an unnamed core or of an operator are never orphaned") {
  CHECK(left_over({service("proxy-west", "us-west", "other-core")}).empty());
  CHECK(left_over({service("proxy-west", "us-west", "")}).empty());
  CHECK(left_over({service("proxy-west", "us-west", "")}, "").empty());
  auto foreign = service("proxy-west", "us-west", "interlock");
  foreign.ours = false;
  CHECK(left_over({foreign}).empty());
}

TEST_CASE("the agent's config object of a removed cluster is orphaned, too") {
  config_object c;
  c.name = "com.docker.interlock.agent.us-west.0123456789abcdef";
  c.labels = {
      {owned::type_label, owned::config_type}, {owned::cluster_label, "us-west"}, {owned::core_label, "interlock"}};
  CHECK(orphaned_configs({c}, only_east(), "interlock").size() == 1);
  c.labels[owned::cluster_label] = "us-east";
  CHECK(orphaned_configs({c}, only_east(), "interlock").empty());
}

TEST_CASE("tokens of a removed cluster, and all but the newest of the old tokens, are orphaned") {
  auto clusters = only_east();
  clusters[0].agent_token = "now";
  const auto token = [](std::string name, std::string cluster, std::string created) {
    config_object s;
    s.id = s.name = std::move(name);
    s.created = std::move(created);
    s.labels = {{owned::type_label, owned::token_type},
                {owned::cluster_label, std::move(cluster)},
                {owned::core_label, "interlock"}};
    return s;
  };
  const std::string prefix = owned::token_prefix;
  const auto present = token(token_secret_name(clusters[0]), "us-east", "3"),
             before = token(prefix + "us-east.2", "us-east", "2"), oldest = token(prefix + "us-east.1", "us-east", "1"),
             gone = token(prefix + "us-west.1", "us-west", "4"), named = token("my-own", "us-west", "5");
  auto foreign = gone;
  foreign.labels[owned::core_label] = "another";
  std::set<std::string> names;
  for (const auto& s : orphaned_tokens({oldest, before, present, gone, named, foreign}, clusters, "interlock"))
    names.insert(s.name);
  CHECK(names == std::set<std::string>{oldest.name, gone.name});
}

TEST_CASE("a config object is orphaned only if name, type, core and cluster match") {
  config_object c;
  c.name = "com.docker.interlock.proxy.us-west.0123456789abcdef";
  c.labels = {
      {owned::type_label, owned::config_type}, {owned::cluster_label, "us-west"}, {owned::core_label, "interlock"}};
  CHECK(orphaned_configs({c}, only_east(), "interlock").size() == 1);
  auto renamed = c;
  renamed.name = "my-own-config";
  CHECK(orphaned_configs({renamed}, only_east(), "interlock").empty());
  auto unlabelled = c;
  unlabelled.labels.erase(owned::type_label);
  CHECK(orphaned_configs({unlabelled}, only_east(), "interlock").empty());
  auto current = c;
  current.labels[owned::cluster_label] = "us-east";
  CHECK(orphaned_configs({current}, only_east(), "interlock").empty());
}
