#include "adapters/docker/config_document.hpp"
#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/write_spec.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/samples.hpp"
#include "tests/unit/docker/specs.hpp"

#include <nlohmann/json.hpp>

using namespace signalbox;
using nlohmann::json;
using test::sample;

TEST_CASE("a service of a real engine is read as a proxy") {
  const auto body = json::parse(sample("services.json"))[0].dump();
  const auto decoded = decode_live_service(body, "demo");
  REQUIRE(std::holds_alternative<std::optional<live_service>>(decoded));
  REQUIRE(std::get<std::optional<live_service>>(decoded));
  const auto& p = *std::get<std::optional<live_service>>(decoded);
  CHECK(p.name == "demo");
  CHECK_FALSE(p.ours);
  CHECK_FALSE(p.applied);
  CHECK(p.update_state == "updating");
  CHECK(p.update_started == "2026-11-22T01:14:28.793558974Z");
  CHECK(p.spec.image == "tiny:1");
  CHECK(p.spec.args == std::vector<std::string>{"sleep", "1000"});
  CHECK(p.spec.replicas == 2);
  CHECK(p.spec.container_labels == label_map{{"x", "y"}});
  CHECK(p.spec.constraints == std::set<std::string>{"node.role==manager"});
  CHECK(p.spec.preferences == std::vector<std::string>{"node.labels.rack"});
  CHECK(p.spec.networks == std::set<std::string>{"pv7pceqhaahg4m2j6rzxcdf5e"});
  CHECK(p.spec.configs ==
        std::map<std::string, std::string>{{"/etc/nginx/nginx.conf", "com.docker.interlock.proxy.us-east.abc"}});
  CHECK(p.spec.ports == std::set<published_port>{{"tcp", 8080, 0, true}, {"tcp", 80, 8090, false}});
  CHECK(p.spec.stop_signal == "SIGQUIT");
  CHECK(p.spec.stop_grace == std::chrono::seconds(5));
  CHECK(p.spec.update_delay == std::chrono::seconds(2));
  CHECK(p.spec.update_failure_action == "rollback");
  CHECK(p.spec.update_order == "start-first");
  CHECK(json::parse(*p.raw) == json::parse(body)["Spec"]);
}

TEST_CASE("a service of another name is ignored") {
  const auto body = json::parse(sample("services.json"))[0].dump();
  const auto decoded = decode_live_service(body, "dem");
  REQUIRE(std::holds_alternative<std::optional<live_service>>(decoded));
  CHECK_FALSE(std::get<std::optional<live_service>>(decoded));
  CHECK(std::holds_alternative<listing_failed>(decode_live_service("{}", "dem")));
  CHECK(std::holds_alternative<listing_failed>(decode_live_service("[]", "dem")));
}

TEST_CASE("a service that core wrote is recognised, and its applied spec is read") {
  const json service = {
      {"ID", "a"},
      {"Spec", json::parse(new_spec("p", test::full_spec(),
                                    {{{"com.docker.interlock.proxy.e.1", "1"}}, {{"stack_shop.pem", "2"}}}))}};
  const auto all = decode_proxies(json::array({service}).dump());
  REQUIRE(std::holds_alternative<std::vector<live_service>>(all));
  const auto& p = std::get<std::vector<live_service>>(all).front();
  CHECK(p.ours);
  CHECK(p.spec == test::full_spec());
  CHECK(p.applied == test::full_spec());
}

TEST_CASE("tasks of the proxy are read with the config they were started with") {
  const auto tasks = decode_service_tasks(sample("tasks.json"), "olfkxagcsw4epl5ikrlgu83fq");
  REQUIRE(std::holds_alternative<std::vector<service_task>>(tasks));
  const auto& all = std::get<std::vector<service_task>>(tasks);
  REQUIRE(all.size() == 3);
  for (const auto& t : all)
    CHECK(t.config == "com.docker.interlock.proxy.us-east.abc");
  const auto failed = decode_service_tasks(
      R"([{"ID":"t","ServiceID":"s","DesiredState":"running","Status":{"State":"pending","Err":"no\nnode"}}])", "s");
  CHECK(std::get<std::vector<service_task>>(failed) ==
        std::vector<service_task>{{"t", "", "pending", "", "no\\x0anode", {}}});
  CHECK(std::holds_alternative<listing_failed>(decode_service_tasks(R"([{"ID":1}])", "s")) == false);
  CHECK(std::holds_alternative<listing_failed>(
      decode_service_tasks(R"([{"ServiceID":"s","DesiredState":"running"}])", "s")));
}

TEST_CASE("the store index of a task's bootstrap is read, if it has one") {
  const auto store_index_of = [](const json& environment) {
    const json task{{"ID", "t"},
                    {"ServiceID", "s"},
                    {"DesiredState", "running"},
                    {"Spec", {{"ContainerSpec", {{"Env", environment}}}}}};
    return std::get<std::vector<service_task>>(decode_service_tasks(json::array({task}).dump(), "s"))
        .at(0)
        .bootstrap_index;
  };
  CHECK(store_index_of(json::array({"PATH=/bin", "SIGNALBOX_STORE_INDEX=4711"})) == 4711);
  CHECK(store_index_of(json::array({"SIGNALBOX_STORE_INDEX=x"})) == 0);
  CHECK(store_index_of(json::array({"PATH=/bin"})) == 0);
}

TEST_CASE("config objects are sorted by age, and must have exactly the label") {
  const auto object = [](const std::string& name, const std::string& created, const std::string& cluster) {
    return json{{"ID", name},
                {"CreatedAt", created},
                {"Version", {{"Index", 7}}},
                {"Spec", {{"Name", name}, {"Labels", {{"c", cluster}}}, {"Data", "eA=="}}}};
  };
  // The engine drops trailing zeros of the fraction.
  const json list = {object("new", "2026-01-01T00:00:00.1234567Z", "x"),
                     object("old", "2026-01-01T00:00:00.12345Z", "x"), object("oldest", "2026-01-01T00:00:00Z", "x"),
                     object("other", "2026-01-01T00:00:00Z", "xy")};
  const auto decoded = decode_configs(list.dump(), "c", "x");
  REQUIRE(std::holds_alternative<std::vector<config_object>>(decoded));
  const auto& all = std::get<std::vector<config_object>>(decoded);
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "oldest");
  CHECK(all[0].created == "2026-01-01T00:00:00.000000000Z");
  CHECK(all[1].name == "old");
  CHECK(all[2].name == "new");
  CHECK(all[2].version == 7);
  CHECK(std::holds_alternative<std::vector<config_object>>(decode_configs(sample("configs.json"), "c", "x")));
  CHECK(std::holds_alternative<listing_failed>(decode_configs(R"([{"ID":"a"}])", "c", "x")));
}

TEST_CASE("equal content means the same name and bytes") {
  const auto body = json::parse(sample("configs.json"))[0].dump();
  const std::string name = "com.docker.interlock.proxy.us-east.abc";
  CHECK(std::get<bool>(is_same_config(body, name, base64("conf\n"))));
  CHECK_FALSE(std::get<bool>(is_same_config(body, name, base64("conf"))));
  CHECK_FALSE(std::get<bool>(is_same_config(body, "x", base64("conf\n"))));
  CHECK(std::holds_alternative<listing_failed>(is_same_config("x", name, "")));
}

TEST_CASE("base 64 is encoded as the engine does") {
  CHECK(base64("") == "");
  CHECK(base64("a") == "YQ==");
  CHECK(base64("ab") == "YWI=");
  CHECK(base64("abc") == "YWJj");
  CHECK(base64(std::string("\0\xff", 2)) == "AP8=");
}

TEST_CASE("the service of a container is found by a prefix of its id") {
  const auto services = sample("services.json"), tasks = sample("tasks.json");
  const auto owner = [&](const std::string& prefix) {
    return std::get<core_service>(decode_owner(tasks, services, prefix)).name;
  };
  const auto id = json::parse(tasks)[0]["Status"]["ContainerStatus"]["ContainerID"].get<std::string>();
  CHECK(owner(id.substr(0, 12)) == "demo");
  CHECK(owner(id) == "demo");
  CHECK(owner("zzzz").empty());
  CHECK(owner("").empty());
  CHECK(std::holds_alternative<listing_failed>(decode_owner("x", services, "a")));
  CHECK(std::holds_alternative<listing_failed>(decode_owner(tasks, "x", "a")));
}
