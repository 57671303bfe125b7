// Runs the script that a real engine must pass (tests/swarm) against the double.
#include "tests/pipeline/pipeline_fixture.hpp"
#include "tests/unit/docker/engine_contract.hpp"

using namespace signalbox;

TEST_CASE("the engine double keeps the contract of a real engine") {
  double_options options;
  options.real_time = true;
  options.timings = engine_timings::quick();
  engine_double engine{options};
  docker_io io;
  settings from;
  from.docker_url = engine.url();
  const auto address = std::get<engine_address>(engine_address_of(from));
  const auto source = make_swarm_source(io, address);
  const auto proxy = make_service_engine(io, address);
  const auto janitor = make_janitor_engine(io, address);
  test::check_engine_contract({*source, *proxy, *janitor});
}
