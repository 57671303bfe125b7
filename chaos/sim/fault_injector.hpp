// Selects the active faults and their effects on calls, events and tasks. Each fault draws from a random stream of its
// own, so that a run without the fault has the same delays everywhere else.
#pragma once
#include "chaos/sim/plan.hpp"
#include "chaos/sim/rng.hpp"
#include "chaos/sim/sim_swarm.hpp"

#include <array>
#include <map>
#include <memory>

namespace signalbox::sim {

enum class call_result {
  answered,
  failed,       ///< status 500, without effect
  request_lost, ///< no effect, and no reply before the deadline
  reply_lost,   ///< effect, and no reply before the deadline
  truncated,    ///< effect, and an incomplete reply
  conflict,     ///< "update out of sequence"
};

/// Effect of the faults on one request.
struct call_outcome {
  call_result result = call_result::answered;
  milliseconds request_delay{1}, reply_delay{1};
  bool garbled = false; ///< decoding the reply throws
};

/// Effect of the faults on one event of a stream. It is lost if `copies` is 0.
struct event_delivery {
  std::size_t copies = 1;
  milliseconds delay{1};
  bool in_order = true;
};

class fault_injector {
public:
  fault_injector(const event_queue& time, std::uint64_t seed, std::vector<fault> windows);

  call_outcome outcome_of_call(const std::string& port, const std::string& call);
  /// Whether the port throws at this call.
  bool throws(const std::string& port, const std::string& call);
  // `stream`: `events` or `tasks`.
  event_delivery delivery_of_event(const std::string& stream);
  bool events_cut(const std::string& stream);
  /// `text`: the configuration that a task of a proxy starts with.
  task_outcome outcome_of_task(const sim_service& s, const std::string& text);
  // Load time of an agent of this cluster.
  milliseconds load_time(const std::string& cluster);
  bool load_fails(const std::string& cluster);
  bool reports_falsely(const std::string& cluster);
  /// Ends all faults.
  void heal() { healed_ = true; }
  /// Number of occurrences of each kind of fault.
  const std::map<fault_kind, std::uint64_t>& counts() const { return counts_; }
  void count(fault_kind kind) { ++counts_[kind]; }

private:
  struct fault_window {
    fault what;
    rng random;
  };
  template <class Use>
  void for_each_active(std::initializer_list<fault_kind> kinds, const std::string& where, const std::string& call,
                       Use use);
  rng& stream(const std::string& name);

  const event_queue& time_;
  std::uint64_t seed_;
  std::vector<fault_window> windows_;
  std::map<std::string, rng> streams_;
  std::map<fault_kind, std::uint64_t> counts_;
  bool healed_ = false;
};

} // namespace signalbox::sim
