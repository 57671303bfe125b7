#include "adapters/docker/engine_metrics.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("requests are counted by endpoint and outcome, each in one bucket") {
  engine_metrics metrics;
  metrics.add_request("GET /x", "ok", std::chrono::milliseconds(5));
  metrics.add_request("GET /x", "ok", std::chrono::milliseconds(6));
  metrics.add_request("GET /x", "timeout", std::chrono::seconds(11));
  metrics.add_stream_connect();
  const auto all = metrics.snapshot();
  const auto& x = all.requests.at("GET /x");
  CHECK(x.outcomes == std::map<std::string, std::uint64_t>{{"ok", 2}, {"timeout", 1}});
  CHECK(x.seconds.counts[0] == 1);
  CHECK(x.seconds.counts[1] == 1);
  CHECK(x.seconds.counts.back() == 1);
  CHECK(x.seconds.sum > 11.0);
  CHECK(x.seconds.sum < 11.1);
  CHECK(all.stream_connects == 1);
  CHECK(all.stream_losses == 0);
}
