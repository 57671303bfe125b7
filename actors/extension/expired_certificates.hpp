// The secrets that contain an expired certificate. nginx serves such a certificate without a warning, and core cannot
// read the content of a secret, so the agents check the secrets of their tasks.
#pragma once
#include "messages/agents.hpp"
#include "messages/problem.hpp"
#include "messages/routes.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace signalbox {

class expired_certificates {
public:
  /// Takes a task's newest report. True if the set of secrets with an expired certificate has changed.
  bool take(const agent_report& report);
  /// A warning for each service that uses such a secret; sorted, without duplicates.
  problems found_in(const route_table& routes) const;

private:
  struct entry {
    std::set<std::string> secrets;
    std::uint64_t reported_at = 0; ///< number of the report
  };
  std::set<std::string> all() const;
  std::map<std::string, entry> entries_; ///< by task
  std::uint64_t reports_ = 0;
};

} // namespace signalbox
