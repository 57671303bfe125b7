// Which faults are in force, and what they do to this call, this event, this task. What a fault draws comes from a
// stream of its own, so that other calls are what they would be without it.
#pragma once
#include "chaos/sim/dice.hpp"
#include "chaos/sim/plan.hpp"
#include "chaos/sim/sim_swarm.hpp"

#include <array>
#include <map>
#include <memory>

namespace signalbox::sim {

enum class ending {
  answered,
  refused,   ///< 500, and nothing is done
  lost,      ///< nothing is done, and no answer comes before the deadline
  mute,      ///< done, and no answer comes before the deadline
  truncated, ///< done, and the answer breaks off
  conflict,  ///< "update out of sequence"
};

/// What becomes of one request.
struct call_fate {
  ending end = ending::answered;
  milliseconds there{1}, back{1};
  bool garbled = false; ///< decoding the answer throws
};

struct event_fate {
  std::size_t copies = 1;
  milliseconds delay{1};
  bool in_order = true;
};

class weather {
public:
  weather(const agenda& time, std::uint64_t seed, std::vector<fault> spells);

  call_fate of_call(const std::string& port, const std::string& call);
  /// Whether the port throws instead of taking the call.
  bool throws(const std::string& port, const std::string& call);
  // Of a stream: `events`, or `tasks`.
  event_fate of_event(const std::string& stream);
  bool events_cut(const std::string& stream);
  /// `text`: of the configuration that a proxy's task is to start with.
  task_fate of_task(const sim_service& s, const std::string& text);
  // What happens to agents of this cluster.
  milliseconds load_takes(const std::string& cluster);
  bool load_fails(const std::string& cluster);
  bool agent_lies(const std::string& cluster);
  void heal() { healed_ = true; }
  /// How often each kind of fault has happened.
  const std::map<fault_kind, std::uint64_t>& happened() const { return happened_; }
  void count(fault_kind kind) { ++happened_[kind]; }

private:
  struct spell {
    fault what;
    dice chance;
  };
  template <class Use>
  void each(std::initializer_list<fault_kind> kinds, const std::string& where, const std::string& call, Use use);
  dice& stream(const std::string& name);

  const agenda& time_;
  std::uint64_t seed_;
  std::vector<spell> spells_;
  std::map<std::string, dice> streams_;
  std::map<fault_kind, std::uint64_t> happened_;
  bool healed_ = false;
};

} // namespace signalbox::sim
