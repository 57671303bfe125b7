#include "actors/status/status_logic.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const auto noon = std::chrono::system_clock::from_time_t(1700000000);

/// One cluster whose reports a test sends.
struct lagging {
  status_logic logic{"test", {settings_of("us-east")}, noon};
  std::chrono::system_clock::time_point now = noon;

  static cluster_settings settings_of(const char* name) {
    cluster_settings c;
    c.id = {name};
    return c;
  }
  void observes(revision r, std::chrono::seconds after) {
    cluster_report report;
    report.observed = r;
    logic.on("us-east/cluster", {"us-east"}, report, now = noon + after);
  }
  void applies(revision r, std::chrono::seconds after) {
    proxy_report report;
    report.applied = r;
    logic.on("us-east/proxy", {"us-east"}, report, now = noon + after);
  }
  std::optional<std::chrono::system_clock::duration> behind() {
    const auto since = logic.snapshot(now)->clusters[0].behind_since;
    return since ? std::optional{*since - noon} : std::nullopt;
  }
};

} // namespace

TEST_CASE_METHOD(lagging, "a cluster is behind since the oldest view that its proxy has not applied") {
  CHECK_FALSE(behind());
  observes({1, 1}, 1s);
  CHECK(behind() == 1s);
  observes({1, 2}, 5s);
  CHECK(behind() == 1s);
  applies({1, 1}, 6s);
  CHECK(behind() == 5s);
  applies({1, 2}, 7s);
  CHECK_FALSE(behind());
  observes({1, 2}, 8s);
  CHECK_FALSE(behind());
}

TEST_CASE_METHOD(lagging, "a proxy that applied one of many views is behind since the next view") {
  for (int i = 1; i <= 10; ++i)
    observes({1, static_cast<std::uint32_t>(i)}, i * 1s);
  applies({1, 7}, 11s);
  CHECK(behind() == 8s);
}

TEST_CASE_METHOD(lagging, "with more views than are stored, the lag starts at the oldest and ends with the newest") {
  for (int i = 1; i <= 1000; ++i)
    observes({1, static_cast<std::uint32_t>(i)}, i * 1s);
  CHECK(behind() == 1s);
  applies({1, 900}, 1001s);
  CHECK(behind() == 1001s);
  applies({1, 1000}, 1002s);
  CHECK_FALSE(behind());
}

TEST_CASE_METHOD(lagging, "views of a new watcher are newer than all views of the previous one") {
  observes({1, 9}, 1s);
  applies({1, 9}, 2s);
  observes({2, 1}, 3s);
  CHECK(behind() == 3s);
  applies({2, 1}, 4s);
  CHECK_FALSE(behind());
}
