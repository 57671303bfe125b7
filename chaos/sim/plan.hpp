// A plan: what is done to the Swarm and to the core, and when. Plans are data: chaos/plans/*.toml.
#pragma once
#include "chaos/sim/agenda.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::sim {

/// What a fault does; chaos/plans/README.md says it in words.
enum class fault_kind {
  // to calls of a port, while it lasts
  fail,
  lose,
  mute,
  delay,
  truncate,
  conflict,
  throws,
  garble,
  // to the event stream
  lose_events,
  delay_events,
  repeat_events,
  shuffle_events,
  cut_events,
  storm,
  // to tasks of proxies
  slow_tasks,
  fail_tasks,
  half_die,
  // to their agents
  slow_loads,
  fail_loads,
  lie,
  // to the core
  kill,
  crash,
  restart_core,
  swizzle,
};

struct fault {
  fault_kind kind = fault_kind::fail;
  std::string where; ///< a port or an actor's path; `*` at its end stands for anything; empty: everywhere
  std::string call;  ///< only this call; empty: all
  moment start{0}, stop{0};
  double probability = 1;
  milliseconds least{0}, most{0};             ///< of what takes time
  milliseconds every_least{0}, every_most{0}; ///< between two occurrences of what happens at moments
  std::uint64_t amount = 1;                   ///< how many at once; for a storm: events in a millisecond
  std::size_t number = 0;                     ///< its stream of chance
};

struct plan {
  std::string name, about;
  milliseconds torment{60000}; ///< then everything heals
  std::uint64_t applications = 8, replicas = 2, poisoned = 0;
  milliseconds every_least{500}, every_most{3000}; ///< between two changes of the workload
  std::uint64_t steps_per_millisecond = 100;       ///< messages that the machine handles in that time
  bool pushed = false;                             ///< changes of tasks, by a stream
  bool agents = false;                             ///< in the tasks of all proxies
  std::string toolless;                            ///< a cluster whose image lacks what an agent needs
  std::string calm;                                ///< a cluster that must not notice: the run is compared
                                                   ///< with one without the faults
  std::vector<fault> faults;
};

/// A plan that cannot be read; `what` names file and line.
struct bad_plan : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws `bad_plan`.
plan read_plan(std::string_view text, const std::string& name);
plan load_plan(const std::string& path);

std::string_view name_of(fault_kind kind);
/// Whether `pattern` (empty, exact, or with `*` at its end) stands for `name`.
bool matches(std::string_view pattern, std::string_view name);

} // namespace signalbox::sim
