#include "tests/pipeline/pipeline_fixture.hpp"

using namespace signalbox;

namespace {

engine_fault fault(fault_kind kind, std::string path) {
  engine_fault f;
  f.kind = kind;
  f.path = std::move(path);
  return f;
}

} // namespace

TEST_CASE_METHOD(pipeline_fixture, "an engine that fails every listing loses nobody's route") {
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
  const auto version = service("interlock-proxy-us-east")["Version"];
  SECTION("with errors") { engine.inject(fault(fault_kind::fail, "/(services|tasks|networks|nodes)")); }
  SECTION("with half an answer") { engine.inject(fault(fault_kind::truncate, "/(services|tasks|networks|nodes)")); }
  REQUIRE(eventually([](const status_snapshot& p) { return p.watcher->state == health::degraded; }));
  CHECK(snapshot()->clusters[0].routes->targets == 1);
  CHECK(service("interlock-proxy-us-east")["Version"] == version);
  engine.clear_faults();
  REQUIRE(eventually([](const status_snapshot& p) { return p.watcher->state == health::ok; }));
  CHECK(service("interlock-proxy-us-east")["Version"] == version);
}

TEST_CASE_METHOD(pipeline_fixture, "a lost event stream is found again, and what was missed with it") {
  REQUIRE(serves(0, "", 0));
  for (int i = 0; i < 3; ++i)
    engine.drop_events();
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
}

TEST_CASE_METHOD(pipeline_fixture, "out of sequence is read again and decided again") {
  REQUIRE(serves(0, "", 0));
  auto f = fault(fault_kind::fail, "/services/[^/]+/update");
  f.message = "rpc error: code = Unknown desc = update out of sequence";
  f.times = 2;
  engine.inject(f);
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(serves(0, "demo-east", 1));
}

TEST_CASE_METHOD(pipeline_fixture, "an update that never answers in us-east holds up us-east only") {
  REQUIRE(serves(0, "", 0));
  REQUIRE(serves(1, "", 0));
  const auto east = service("interlock-proxy-us-east")["ID"].get<std::string>();
  engine.inject(fault(fault_kind::ignore, "/services/" + east + "/update"));
  deploy("demo-east", "us-east", "demo-east");
  deploy("demo-west", "us-west", "demo-west");
  REQUIRE(serves(1, "demo-west", 1));
  CHECK(snapshot()->clusters[0].proxy->applied < snapshot()->clusters[0].routes->observed);
}

TEST_CASE_METHOD(pipeline_fixture, "a refused update is told and does not spin") {
  REQUIRE(serves(0, "", 0));
  auto f = fault(fault_kind::fail, "/services/[^/]+/update");
  f.status = 400;
  f.message = "invalid mount config";
  engine.inject(f);
  const auto before = updates();
  deploy("demo-east", "us-east", "demo-east");
  REQUIRE(eventually([](const status_snapshot& p) {
    const auto& found = p.clusters[0].proxy->found;
    return !found.empty() && found[0].what.find("invalid mount config") != std::string::npos;
  }));
  CHECK(updates() <= before + 2);
}
