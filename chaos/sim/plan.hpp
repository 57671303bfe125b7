// A plan: the faults and changes of a run, with their times. Plans are data: chaos/plans/*.toml.
#pragma once
#include "chaos/sim/event_queue.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::sim {

/// Kinds of faults; chaos/plans/README.md describes each.
enum class fault_kind {
  // faults of calls of a port, from their start to their stop
  fail,
  lose_request,
  lose_reply,
  delay,
  truncate,
  conflict,
  throws,
  garble,
  // faults of the event stream
  lose_events,
  delay_events,
  repeat_events,
  shuffle_events,
  cut_events,
  storm,
  // faults of proxy tasks
  slow_tasks,
  fail_tasks,
  half_die,
  // faults of their agents
  slow_loads,
  fail_loads,
  false_report,
  // faults of the core
  kill,
  crash,
  restart_core,
  swizzle,
};

struct fault {
  fault_kind kind = fault_kind::fail;
  std::string where; ///< a port or an actor's path; a `*` at the end matches anything; empty: everywhere
  std::string call;  ///< only this call; empty: all
  moment start{0}, stop{0};
  double probability = 1;
  milliseconds least{0}, most{0};             ///< range of a delay or duration
  milliseconds every_least{0}, every_most{0}; ///< range of the pause between two occurrences
  std::uint64_t amount = 1;                   ///< number at once; of a storm: events per millisecond
  std::size_t number = 0;                     ///< selects its random stream
};

struct plan {
  std::string name, about;
  milliseconds fault_phase{60000}; ///< duration; all faults end with it
  std::uint64_t applications = 8, replicas = 2, poisoned = 0;
  milliseconds every_least{500}, every_most{3000}; ///< range of the pause between two changes of the workload
  std::uint64_t steps_per_millisecond = 100;       ///< messages that the actors handle per millisecond
  bool pushed = false;                             ///< task changes are pushed by a stream
  bool agents = false;                             ///< each task of a proxy has an agent
  std::string agent_unsupported;                   ///< a cluster whose image lacks the programs that an agent needs
  std::string unaffected;                          ///< a cluster that the faults must not affect: the run is
                                                   ///< compared with one without the faults
  std::vector<fault> faults;
};

/// A plan that cannot be parsed; `what()` contains file and line.
struct bad_plan : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws `bad_plan`.
plan read_plan(std::string_view text, const std::string& name);
plan load_plan(const std::string& path);

std::string_view name_of(fault_kind kind);
/// Whether `pattern` (empty, exact, or with `*` at its end) matches `name`.
bool matches(std::string_view pattern, std::string_view name);

} // namespace signalbox::sim
