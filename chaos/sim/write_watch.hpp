// Watches what core does to the Swarm: invariants 3, 4, 6 and 9.
#pragma once
#include "chaos/sim/route_watch.hpp"
#include "chaos/sim/sim_swarm.hpp"
#include "chaos/sim/verdict.hpp"

#include <map>
#include <string>

namespace signalbox::sim {

class write_watch {
public:
  write_watch(const agenda& time, verdict& v, const sim_swarm& swarm, route_watch& routes)
      : time_(time), verdict_(v), swarm_(swarm), routes_(routes) {}

  /// A proxy actor asks for something; `instance` tells one actor from its successor.
  void call_began(const std::string& cluster, std::uint64_t instance);
  void call_ended(const std::string& cluster, std::uint64_t instance);

  /// The engine is about to take an update of a proxy service.
  void updates(const std::string& cluster, std::uint64_t instance, const sim_service& s, const written_spec& next);
  void creates(const std::string& cluster, const proxy_spec& wish);
  void removes(const sim_service& s);
  void touches(const sim_config& c, const char* how);
  /// An operator has written the service: what was under way has been cancelled.
  void written_by_hand(const std::string& service_id) { updating_.erase(service_id); }
  /// Swarm began, ended or gave up an update.
  void update_moved(const sim_service& s);

  std::uint64_t writes() const { return writes_; }

private:
  struct pending {
    moment since;
    std::uint64_t instance;
  };
  void check_order(const std::string& cluster, const proxy_spec& spec);

  const agenda& time_;
  verdict& verdict_;
  const sim_swarm& swarm_;
  route_watch& routes_;
  std::map<std::string, std::map<std::uint64_t, int>> calls_; ///< cluster → instance → in flight
  std::map<std::string, pending> updating_;                   ///< by service id
  std::map<std::string, std::uint64_t> newest_written_;       ///< cluster → number of the rendering
  std::uint64_t writes_ = 0;
};

} // namespace signalbox::sim
