#include "tests/unit/docker/engine_contract.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/docker/ask.hpp"
#include "tests/unit/docker/event_log.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace signalbox::test {

namespace {

const std::string service_name = "signalbox-contract-proxy";
const std::string config_name = std::string(owned::config_prefix) + "signalbox-contract.one";
const std::string secret_name = std::string(owned::token_prefix) + "signalbox-contract";
const std::string other_config_name = std::string(owned::config_prefix) + "signalbox-contract.on";
const cluster_id cluster{"signalbox-contract"};
const std::string path = "/etc/nginx/nginx.conf";

using text = std::shared_ptr<const std::string>;

text make_text(const std::string& value) { return std::make_shared<const std::string>(value); }

label_map labels_of_type(const char* type) {
  return {{owned::type_label, type}, {owned::cluster_label, cluster.value}};
}

class contract {
public:
  explicit contract(const engine_under_test& engine) : engine_(engine) {}

  void remove_everything() {
    for (const auto& p : owned_services())
      if (p.name == service_name)
        CHECK(remove_service(p.id) == "done");
    for (const auto& s : owned_secrets())
      CHECK(ask_outcome([&](auto done) { engine_.janitor.remove_secret(s.id, done); }) == "done");
    CHECK(owned_secrets().empty());
    for (const auto& c : observe().configs)
      CHECK(ask_outcome([&](auto done) { engine_.proxy.remove_config(c.id, done); }) == "done");
    CHECK_FALSE(observe().service);
    CHECK(observe().configs.empty());
  }

  void configs() {
    CHECK(create_config(config_name, "first") == "done");
    CHECK(create_config(config_name, "first") == "done");
    CHECK(create_config(config_name, "second").starts_with("refused: "));
    CHECK(create_config(other_config_name, std::string("\0\xff\n", 3)) == "done");
    CHECK(create_config(other_config_name, std::string("\0\xff\n", 3)) == "done");
    const auto found = observe().configs;
    REQUIRE(found.size() == 2);
    CHECK(found.front().name == config_name);
    CHECK(found.front().labels == labels_of_type(owned::config_type));
    CHECK(found.front().created <= found.back().created);
    relabel(found.front());
  }

  void secrets() {
    const auto create = [&](const std::string& value) {
      return ask_outcome(
          [&](auto done) { engine_.proxy.create_secret(secret_name, labels_of_type(owned::token_type), value, done); });
    };
    CHECK(create("first") == "done");
    CHECK(create("second") == "done"); // the engine does not return values, so a difference cannot be detected
    const auto found = owned_secrets();
    REQUIRE(found.size() == 1);
    CHECK(found.front().name == secret_name);
    CHECK(found.front().labels == labels_of_type(owned::token_type));
    CHECK_FALSE(found.front().created.empty());
  }

  void create() {
    CHECK(create_service(desired()) == "done");
    CHECK(create_service(desired()).starts_with("conflict: "));
    const auto live = proxy();
    CHECK(live.name == service_name);
    CHECK(live.ours);
    CHECK(live.spec == desired());
    REQUIRE(live.applied);
    CHECK(*live.applied == desired());
    auto missing = desired();
    missing.configs["/other"] = "signalbox-contract-no-such-config";
    CHECK(create_service(missing).starts_with("conflict: "));
    missing = desired();
    missing.secrets["other"] = "signalbox-contract-no-such-secret";
    CHECK(create_service(missing).starts_with("conflict: "));
  }

  void tasks_and_lists() {
    const auto id = proxy().id;
    bool seen = false;
    for (int i = 0; i < 2000 && !seen; ++i)
      seen = !tasks_of({id, "signalbox-contract-gone"}).empty() && !observe().tasks.empty();
    CHECK(seen);
    for (const auto& t : tasks_of({id}))
      CHECK(t.service_id == id);
    for (const auto& t : observe().tasks)
      CHECK(t.config == config_name);
    const auto all = services({}), one = services({id, "signalbox-contract-gone"});
    CHECK(std::count_if(all.begin(), all.end(), [&](const auto& s) { return s.id == id; }) == 1);
    REQUIRE(one.size() == 1);
    CHECK(one.front().name == service_name);
    CHECK(one.front().replicas == 2u);
    CHECK(one.front().labels.at(owned::cluster_label) == cluster.value);
    CHECK(one.front().ports == std::vector<published_port>{{"tcp", 80, 18080, true}});
    const auto nodes = ask_list<swarm_node>([&](auto done) { engine_.source.list_nodes(done); });
    CHECK(std::any_of(nodes.begin(), nodes.end(), [](const auto& n) { return n.ready && !n.address.empty(); }));
    const auto found = networks();
    CHECK(std::count_if(found.begin(), found.end(), [](const auto& n) { return n.ingress; }) == 1);
    for (const auto& secret : ask_list<swarm_secret>([&](auto done) { engine_.source.list_secrets(done); }))
      CHECK_FALSE(secret.name.empty());
    CHECK_FALSE(one.front().created.empty());
  }

  void update() {
    auto merged = desired();
    merged.configs = {{path, other_config_name}};
    merged.replicas = 1;
    merged.constraints = {"node.role==manager", "node.labels.signalbox!=contract"};
    const auto before = write([&](live_service&, managed_spec& spec) { spec = merged; });
    CHECK(update_service(before, merged, desired()).starts_with("conflict: "));
    const auto after = proxy();
    CHECK(after.version > before.version);
    CHECK(after.spec == merged);
    CHECK(after.applied == desired());
  }

  // The test edits the service as an operator would, through the same port: a host name, which is no field of core's.
  void foreign_fields() {
    write([](live_service& live, managed_spec&) {
      const std::string container = "\"ContainerSpec\":{";
      auto raw = *live.raw;
      REQUIRE(raw.find(container) != std::string::npos);
      raw.insert(raw.find(container) + container.size(), "\"Hostname\":\"signalbox-contract\",");
      live.raw = make_text(raw);
    });
    auto changed = proxy().spec;
    changed.stop_grace = std::chrono::seconds(7);
    write([&](live_service&, managed_spec& spec) { spec = changed; });
    CHECK(proxy().raw->find("\"Hostname\":\"signalbox-contract\"") != std::string::npos);
    CHECK(proxy().spec == changed);
  }

  void owned_and_removal() {
    const auto live = proxy();
    const auto all = owned_services();
    const auto mine = std::find_if(all.begin(), all.end(), [&](const live_service& p) { return p.id == live.id; });
    REQUIRE(mine != all.end());
    CHECK(mine->spec == live.spec);
    const auto objects = ask_list<config_object>([&](auto done) { engine_.janitor.list_owned_configs(done); });
    CHECK(std::any_of(objects.begin(), objects.end(), [](const auto& c) { return c.name == config_name; }));
    CHECK(remove_service(live.id) == "done");
    CHECK(remove_service(live.id) == "done");
    CHECK_FALSE(observe().service);
    CHECK(update_service(live, live.spec, desired()).starts_with("conflict: "));
    CHECK(tasks_of({live.id}).empty());
  }

private:
  managed_spec desired() {
    managed_spec s;
    s.image = "signalbox-contract:none";
    s.command = {"/bin/sh", "/agent"};
    s.args = {"nginx", "-g", "daemon off;"};
    s.environment = {{"TASK", "{{.Task.ID}}"}};
    s.volumes = {{"/kept", "signalbox-contract"}};
    s.replicas = 2;
    s.labels = labels_of_type(owned::proxy_type);
    s.container_labels = {{"a", "b"}};
    s.constraints = {"node.role==manager"};
    s.preferences = {"node.labels.rack", "node.labels.room"};
    for (const auto& n : networks())
      if (!n.ingress)
        s.networks.insert(n.id);
    s.configs = {{path, config_name}};
    s.ports = {{"tcp", 80, 18080, true}};
    s.stop_signal = "SIGQUIT";
    s.stop_grace = std::chrono::seconds(5);
    s.update_delay = std::chrono::milliseconds(1500);
    s.update_failure_action = "rollback";
    s.update_order = "stop-first";
    return s;
  }

  service_observation observe() {
    auto seen =
        ask<observed_service>([&](auto done) { engine_.proxy.observe(cluster, service_name, std::move(done)); });
    if (const auto* failed = std::get_if<engine_unreachable>(&seen))
      throw std::runtime_error(failed->why);
    return std::get<service_observation>(std::move(seen));
  }

  live_service proxy() {
    auto found = observe().service;
    if (!found)
      throw std::runtime_error("there is no proxy service");
    return *found;
  }

  /// Reads the service and updates it; retries after a conflict, because the engine updates it, too, while tasks start.
  live_service write(const std::function<void(live_service&, managed_spec&)>& change) {
    for (int i = 0; i < 100; ++i) {
      auto live = proxy();
      auto merged = live.spec;
      change(live, merged);
      const auto outcome = update_service(live, merged, desired());
      if (outcome == "done")
        return live;
      if (!outcome.starts_with("conflict: "))
        throw std::runtime_error(outcome);
    }
    throw std::runtime_error("somebody else was always first");
  }

  void relabel(const config_object& object) {
    auto labels = object.labels;
    labels[owned::rejected_label] = "x";
    const auto label = [&] {
      return ask_outcome([&](auto done) { engine_.proxy.label_config(object, labels, done); });
    };
    CHECK(label() == "done");
    CHECK(label().starts_with("conflict: "));
    CHECK(observe().configs.front().labels == labels);
    CHECK(create_config(config_name, "first") == "done");
  }

  std::string create_config(const std::string& name, const std::string& content) {
    return ask_outcome([&](auto done) {
      engine_.proxy.create_config(name, labels_of_type(owned::config_type), make_text(content), done);
    });
  }
  std::string create_service(const managed_spec& s) {
    return ask_outcome([&](auto done) { engine_.proxy.create_service(service_name, s, done); });
  }
  std::string update_service(const live_service& live, const managed_spec& merged, const managed_spec& wanted) {
    return ask_outcome([&](auto done) { engine_.proxy.update_service(live, merged, wanted, done); });
  }
  std::string remove_service(const std::string& id) {
    return ask_outcome([&](auto done) { engine_.janitor.remove_service(id, done); });
  }
  std::vector<live_service> owned_services() {
    return ask_list<live_service>([&](auto done) { engine_.janitor.list_owned(done); });
  }
  /// Only secrets of this test: the Swarm may have other users.
  std::vector<config_object> owned_secrets() {
    auto all = ask_list<config_object>([&](auto done) { engine_.janitor.list_owned_secrets(done); });
    std::erase_if(all, [](const config_object& s) { return s.name != secret_name; });
    return all;
  }
  std::vector<swarm_network> networks() {
    return ask_list<swarm_network>([&](auto done) { engine_.source.list_networks(done); });
  }
  std::vector<swarm_service> services(const std::vector<std::string>& ids) {
    return ask_list<swarm_service>([&](auto done) { engine_.source.list_services(ids, done); });
  }
  std::vector<swarm_task> tasks_of(const std::vector<std::string>& ids) {
    return ask_list<swarm_task>([&](auto done) { engine_.source.list_tasks(ids, done); });
  }

  engine_under_test engine_;
};

} // namespace

void check_engine_contract(const engine_under_test& engine) {
  contract c(engine);
  c.remove_everything();
  event_log log;
  const auto subscription = engine.source.follow(log.sink());
  REQUIRE(log.waits_for("up"));
  c.configs();
  CHECK(log.waits_for("config create " + config_name));
  c.secrets();
  c.create();
  CHECK(log.waits_for("service create " + service_name));
  c.tasks_and_lists();
  c.update();
  CHECK(log.waits_for("service update " + service_name));
  c.foreign_fields();
  c.owned_and_removal();
  CHECK(log.waits_for("service remove " + service_name));
  c.remove_everything();
  CHECK(log.waits_for("config remove " + config_name));
}

} // namespace signalbox::test
