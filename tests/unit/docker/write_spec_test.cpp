#include "adapters/docker/applied_label.hpp"
#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/write_spec.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/samples.hpp"
#include "tests/unit/docker/specs.hpp"

#include <nlohmann/json.hpp>

using namespace signalbox;
using nlohmann::json;
using test::full_spec;

namespace {

const object_ids ids{{{"com.docker.interlock.proxy.e.1", "id1"}, {"one", "id-one"}, {"two", "id-two"}},
                     {{"stack_shop.pem", "secret1"}, {"one", "secret-one"}, {"two", "secret-two"}}};

json written(const json& raw, const managed_spec& merged) {
  return json::parse(overlay_spec(raw.dump(), merged, full_spec(), ids));
}

json created() { return json::parse(new_spec("proxy", full_spec(), ids)); }

// A spec with an operator's values in fields that core does not manage.
json with_foreign_fields() {
  auto spec = created();
  auto& task = spec["TaskTemplate"];
  task["ContainerSpec"]["Hostname"] = "edge";
  task["ContainerSpec"]["Mounts"].push_back({{"Type", "bind"}, {"Source", "/a"}, {"Target", "/b"}});
  task["ContainerSpec"]["Configs"][0]["File"]["Mode"] = 288;
  task["ContainerSpec"]["Configs"].push_back({{"ConfigID", "c"}, {"ConfigName", "cred"}, {"Runtime", json::object()}});
  task["Resources"] = {{"Limits", {{"MemoryBytes", 9007199254740993}}}};
  task["Networks"][0]["Aliases"] = {"edge"};
  task["ForceUpdate"] = 3;
  task["Placement"]["MaxReplicas"] = 2;
  spec["EndpointSpec"]["Mode"] = "vip";
  spec["EndpointSpec"]["Ports"][0]["Name"] = "web";
  spec["UpdateConfig"]["MaxFailureRatio"] = 0.25;
  spec["UpdateConfig"]["Monitor"] = 7;
  spec["RollbackConfig"] = {{"Parallelism", 2}};
  spec["FromTheFuture"] = {1, {{"x", nullptr}}};
  return spec;
}

} // namespace

TEST_CASE("a new service has the desired spec, and is read back as such") {
  const auto spec = created();
  CHECK(spec["Name"] == "proxy");
  CHECK(managed_spec_of(spec) == full_spec());
  CHECK(applied_of(spec["Labels"][owned::applied_label]) == full_spec());
  CHECK(spec["UpdateConfig"]["Parallelism"] == 1);
  CHECK(spec["TaskTemplate"]["ContainerSpec"]["Configs"][0] ==
        json{{"ConfigID", "id1"},
             {"ConfigName", "com.docker.interlock.proxy.e.1"},
             {"File", {{"Name", "/etc/nginx/nginx.conf"}, {"UID", "0"}, {"GID", "0"}, {"Mode", 292}}}});
  CHECK(spec["TaskTemplate"]["ContainerSpec"]["Secrets"] ==
        json{{{"SecretID", "secret1"},
              {"SecretName", "stack_shop.pem"},
              {"File", {{"Name", "shop.pem"}, {"UID", "0"}, {"GID", "0"}, {"Mode", 292}}}}});
  CHECK_FALSE(spec.contains("RollbackConfig"));
}

TEST_CASE("every field can be changed, and nothing else changes with it") {
  const auto raw = with_foreign_fields();
  for (const auto& merged : test::one_change_each()) {
    const auto after = written(raw, merged);
    CHECK(managed_spec_of(after) == merged);
    // and back: only an operator's values in entries that were removed are lost
    const auto back = written(after, full_spec());
    CHECK(managed_spec_of(back) == full_spec());
    for (const char* key : {"RollbackConfig", "FromTheFuture", "Name"})
      CHECK(back[key] == raw[key]);
    CHECK(back["UpdateConfig"] == raw["UpdateConfig"]);
    CHECK(back["TaskTemplate"]["Resources"] == raw["TaskTemplate"]["Resources"]);
    CHECK(back["TaskTemplate"]["ContainerSpec"]["Hostname"] == "edge");
    CHECK(back["TaskTemplate"]["ContainerSpec"]["Mounts"].size() == 2);
    CHECK(back["TaskTemplate"]["Placement"]["MaxReplicas"] == 2);
    CHECK(back["TaskTemplate"]["ForceUpdate"] == 3);
  }
}

TEST_CASE("writing the live spec changes only the label") {
  for (auto raw : {with_foreign_fields(), json::parse(test::sample("services.json"))[0]["Spec"],
                   json::parse(test::sample("services.json"))[1]["Spec"]}) {
    auto after = written(raw, managed_spec_of(raw));
    CHECK(after["Labels"].contains(owned::applied_label));
    after["Labels"].erase(owned::applied_label);
    raw["Labels"].erase(owned::applied_label);
    CHECK(after == raw);
  }
}

TEST_CASE("entries that stay keep an operator's values") {
  const auto raw = with_foreign_fields();
  auto merged = full_spec();
  merged.networks.insert("net3");
  merged.ports.insert({"tcp", 443, 8443, false});
  merged.configs = {{"/etc/nginx/nginx.conf", "two"}};
  const auto after = written(raw, merged);
  CHECK(after["TaskTemplate"]["Networks"][0]["Aliases"] == json{"edge"});
  CHECK(after["EndpointSpec"]["Ports"][0]["Name"] == "web");
  const auto& configs = after["TaskTemplate"]["ContainerSpec"]["Configs"];
  REQUIRE(configs.size() == 2);
  CHECK(configs[0]["ConfigID"] == "id-two");
  CHECK(configs[0]["File"]["Mode"] == 288);
  CHECK(configs[1]["ConfigName"] == "cred");
}

TEST_CASE("networks in the old field are moved, and can be removed") {
  const json raw = {{"Name", "x"}, {"Networks", {{{"Target", "net1"}, {"Aliases", {"y"}}}, {{"Target", "old"}}}}};
  auto merged = managed_spec_of(raw);
  merged.networks = {"net1", "net2"};
  const auto after = written(raw, merged);
  CHECK_FALSE(after.contains("Networks"));
  CHECK(after["TaskTemplate"]["Networks"] == json{{{"Target", "net1"}, {"Aliases", {"y"}}}, {{"Target", "net2"}}});
}

TEST_CASE("a global service keeps its mode") {
  const json raw = {{"Name", "x"}, {"Mode", {{"Global", json::object()}}}};
  CHECK(managed_spec_of(raw).replicas == 0);
  CHECK(written(raw, full_spec())["Mode"] == raw["Mode"]);
}

TEST_CASE("only unknown ids are requested") {
  auto spec = full_spec();
  CHECK(unknown_objects(created().dump(), spec).configs.empty());
  CHECK(unknown_objects(created().dump(), spec).secrets.empty());
  spec.configs = {{"/a", "one"}, {"/b", "one"}, {"/c", "com.docker.interlock.proxy.e.1"}};
  spec.secrets = {{"a", "one"}, {"b", "stack_shop.pem"}};
  CHECK(unknown_objects(created().dump(), spec).configs == std::vector<std::string>{"one"});
  CHECK(unknown_objects(created().dump(), spec).secrets == std::vector<std::string>{"one"});
  CHECK(unknown_objects("{}", full_spec()).configs.size() == 1);
  CHECK_THROWS_AS(overlay_spec("{}", full_spec(), full_spec(), {}), std::out_of_range);
}

TEST_CASE("only exact names give an id") {
  const auto body = R"([{"ID":"1","Spec":{"Name":"ab"}},{"ID":"2","Spec":{"Name":"a"}}])";
  CHECK(ids_of(body, {"a"}) == id_map{{"a", "2"}});
}

TEST_CASE("invalid UTF-8 does not fail a write") {
  auto spec = full_spec();
  spec.labels["x"] = "\xff\xfe";
  CHECK(json::accept(new_spec("proxy", spec, ids)));
}
