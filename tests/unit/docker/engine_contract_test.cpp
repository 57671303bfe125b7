#include "adapters/docker/docker.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/engine_contract.hpp"

#include <cstdlib>

using namespace signalbox;

TEST_CASE("a real engine keeps the contract", "[engine]") {
  const char* url = std::getenv("SIGNALBOX_ENGINE");
  if (url == nullptr) {
    WARN("skipped: SIGNALBOX_ENGINE names no engine (such as unix:///path/docker.sock of a Swarm manager)");
    return;
  }
  settings s;
  s.docker_url = url;
  const auto address = engine_address_of(s);
  REQUIRE(std::holds_alternative<engine_address>(address));
  const auto& to = std::get<engine_address>(address);
  docker_io io;
  const auto source = make_swarm_source(io, to);
  const auto proxy = make_service_engine(io, to);
  const auto janitor = make_janitor_engine(io, to);
  test::check_engine_contract({*source, *proxy, *janitor});
}
