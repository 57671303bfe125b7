#include "actors/proxy/desired_proxy_spec.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE("between two hitless tasks Swarm pauses, unless the file says how long, or there is only one") {
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
  s.core_endpoint.clear(); // no agent can reach core: tasks are replaced the old way
  CHECK(pause() == 0s);
}
