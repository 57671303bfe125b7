// A run: a plan and a seed, torment, then quiet, and what has to hold at rest.
#pragma once
#include "actors/world.hpp"
#include "chaos/sim/script.hpp"
#include "chaos/sim/verdict.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::sim {

/// Changes the world that a core is given: how planted bugs get in (chaos/negative).
using tampering = std::function<void(world&)>;

struct run_request {
  plan what;
  std::uint64_t seed = 1;
  script how; ///< usually `write_script(what, seed)`
  tampering tamper = [](world&) {};
  std::size_t trace_lines = 0; ///< how many of the newest are kept
};

struct run_figures {
  std::uint64_t steps = 0, deaths = 0, writes = 0, given_up = 0, cores = 0;
  std::map<fault_kind, std::uint64_t> faults;
  moment lasted{0};
  void add(const run_figures& other);
};

struct run_result {
  std::optional<violation> broken;
  std::uint64_t trace_sum = 0;
  std::deque<std::string> trace;
  run_figures figures;
  std::vector<milliseconds>
      served; ///< of the plan's calm cluster: from each of its changes to proxies that serve all of it
  std::vector<std::string> calm_tasks; ///< of that cluster's proxy, at the end of torment
};

/// The same request gives the same result.
run_result simulate(const run_request& request);

/// A run of the plan with this seed; one with a calm cluster is compared with a run without the faults.
run_result run_plan(const run_request& request);

} // namespace signalbox::sim
