// Watches the actors: invariants 7 and 8.
#pragma once
#include "actors/actor_metrics.hpp"
#include "chaos/sim/verdict.hpp"
#include "messages/reports.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace signalbox::sim {

class life_watch {
public:
  life_watch(const agenda& time, verdict& v) : time_(time), verdict_(v) {}

  void started(const std::string& path);
  void ended(const std::string& path, std::uint64_t instance);
  void root_ended();
  /// The core was killed: nobody mourns its actors.
  void core_ended() { actors_.clear(); }
  std::uint64_t instance_of(const std::string& path) const;
  bool alive(const std::string& path) const;
  std::uint64_t deaths() const { return deaths_; }

  /// Now and then. `expected`: all paths of this core; `picture` is empty until status has reported.
  void tick(const std::set<std::string>& expected, const status_picture* picture, const meter_board& meters);
  void at_rest(const std::set<std::string>& expected, const status_picture& picture, const meter_board& meters,
               std::size_t timers);

private:
  struct life {
    std::uint64_t instance = 0;
    bool alive = false;
    moment since{0}; ///< alive or dead
  };
  bool told(const std::string& path, const status_picture* picture) const;

  const agenda& time_;
  verdict& verdict_;
  std::map<std::string, life> actors_;
  std::uint64_t instances_ = 0, deaths_ = 0;
  moment last_death_{0};
};

} // namespace signalbox::sim
