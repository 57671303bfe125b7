// What every engine behind the ports has to do, real or not.
#pragma once
#include "actors/ports.hpp"

namespace signalbox::test {

/// The three ports of one engine, which is a Swarm manager. What the contract creates is called `signalbox-contract…`;
/// it is removed first and last.
struct engine_under_test {
  swarm_source& source;
  service_engine& proxy;
  janitor_engine& janitor;
};

/// Checks with Catch's macros; call it from a test case.
void check_engine_contract(const engine_under_test& engine);

} // namespace signalbox::test
