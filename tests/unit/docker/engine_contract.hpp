// Tests of the behaviour of every engine behind the ports, real or double.
#pragma once
#include "actors/ports.hpp"

namespace signalbox::test {

/// The three ports of one engine, a Swarm manager. The tests create objects called `signalbox-contract…`, and remove
/// them before and after.
struct engine_under_test {
  swarm_source& source;
  service_engine& proxy;
  janitor_engine& janitor;
};

/// Checks with Catch's macros; call it from a test case.
void check_engine_contract(const engine_under_test& engine);

} // namespace signalbox::test
