// A run: a plan and a seed give a fault phase, then a phase without faults, then checks of the settled state.
#pragma once
#include "actors/dependencies.hpp"
#include "chaos/sim/schedule.hpp"
#include "chaos/sim/verdict.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::sim {

/// Changes the dependencies that a core gets; chaos/negative plants its bugs with it.
using tampering = std::function<void(dependencies&)>;

struct run_request {
  sim::plan plan;
  std::uint64_t seed = 1;
  sim::schedule schedule; ///< usually `make_schedule(plan, seed)`
  tampering tamper = [](dependencies&) {};
  std::size_t trace_lines = 0; ///< number of trace lines to keep, the newest ones
};

struct run_figures {
  std::uint64_t steps = 0, deaths = 0, writes = 0, rejected_updates = 0, cores = 0;
  std::map<fault_kind, std::uint64_t> faults;
  moment lasted{0};
  void add(const run_figures& other);
};

struct run_result {
  std::optional<violation> broken;
  std::uint64_t trace_sum = 0;
  std::deque<std::string> trace;
  run_figures figures;
  /// Times of the plan's unaffected cluster: from each of its changes until all of its tasks serve it.
  std::vector<milliseconds> propagation_times;
  std::vector<std::string> unaffected_tasks; ///< tasks of that cluster's proxy, at the end of the fault phase
};

/// Equal requests give equal results.
run_result simulate(const run_request& request);

/// Simulates the request. If the plan has an unaffected cluster, compares the run with one without the faults.
run_result run_plan(const run_request& request);

} // namespace signalbox::sim
