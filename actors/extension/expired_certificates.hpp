// Which secrets hold a certificate that has expired. nginx serves such a certificate without a word, and core never
// sees what is in a secret: the agents look, in the tasks that have it.
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
  /// Takes a task's newest word. True if other secrets are known to have expired than before.
  bool take(const agent_report& report);
  /// A warning for each service that names one of them; sorted, without repetition.
  problems found_in(const route_table& routes) const;

private:
  struct entry {
    std::set<std::string> secrets;
    std::uint64_t reported_at = 0; ///< when, in reports
  };
  std::set<std::string> all() const;
  std::map<std::string, entry> entries_; ///< by task
  std::uint64_t reports_ = 0;
};

} // namespace signalbox
