// Checks core's writes to the Swarm: invariants 3, 4, 6 and 9.
#pragma once
#include "chaos/sim/route_invariants.hpp"
#include "chaos/sim/sim_swarm.hpp"
#include "chaos/sim/verdict.hpp"

#include <map>
#include <string>

namespace signalbox::sim {

class write_invariants {
public:
  write_invariants(const event_queue& time, verdict& v, const sim_swarm& swarm, route_invariants& routes)
      : time_(time), verdict_(v), swarm_(swarm), routes_(routes) {}

  /// A proxy actor calls its engine. `instance` differs between an actor and its successor.
  void call_began(const std::string& cluster, std::uint64_t instance);
  void call_ended(const std::string& cluster, std::uint64_t instance);

  // The engine calls these before it writes.
  void updates(const std::string& cluster, std::uint64_t instance, const sim_service& s, const written_spec& next);
  void creates(const std::string& cluster, const managed_spec& desired);
  void removes(const sim_service& s);
  void touches(const sim_config& c, const char* how);
  /// An operator has written the service, which cancels its running update.
  void written_by_operator(const std::string& service_id) { updating_.erase(service_id); }
  /// Swarm began, completed or rejected an update.
  void update_state_changed(const sim_service& s);

  std::uint64_t writes() const { return writes_; }

private:
  struct running_update {
    moment since;
    std::uint64_t instance;
  };
  void check_order(const std::string& cluster, const managed_spec& spec);

  const event_queue& time_;
  verdict& verdict_;
  const sim_swarm& swarm_;
  route_invariants& routes_;
  std::map<std::string, std::map<std::uint64_t, int>> calls_; ///< cluster → instance → number of calls in flight
  std::map<std::string, running_update> updating_;            ///< by service id
  std::map<std::string, std::uint64_t> newest_written_;       ///< cluster → number of the rendering
  std::uint64_t writes_ = 0;
};

} // namespace signalbox::sim
