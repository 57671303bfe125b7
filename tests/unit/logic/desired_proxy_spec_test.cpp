#include "actors/proxy/desired_proxy_spec.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE("with several hitless tasks the update delay is 2 s, unless the file sets it") {
  auto s = with_core();
  const auto pause = [&] { return desired_proxy_spec(s, config_rendered{}).update_delay; };
  s.proxy_replicas = 2;
  CHECK(pause() == 2s);
  s.proxy_replicas = 1;
  CHECK(pause() == 0s);
  s.proxy_update_delay = 7s;
  CHECK(pause() == 7s);
  s.proxy_replicas = 3;
  s.proxy_update_delay = 0s;
  CHECK(pause() == 0s);
  s.proxy_update_delay.reset();
  s.hitless = false;
  CHECK(pause() == 0s);
  s.hitless = true;
  s.core_endpoint.clear(); // no agent can reach core, so tasks are replaced without agents
  CHECK(pause() == 0s);
}
