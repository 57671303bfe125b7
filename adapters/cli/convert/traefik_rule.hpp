// Parses a router's rule: functions with `&&`, `||`, `!` and parentheses.
#pragma once
#include "adapters/cli/convert/draft_routes.hpp"

#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// One call of a rule: `Host(`a`, `b`)`.
struct rule_call {
  std::string name;
  std::vector<std::string> arguments;
  bool negated = false;
};

/// A conjunction: all calls have to hold.
using rule_term = std::vector<rule_call>;

/// A disjunction: one term has to hold. Throws `std::runtime_error` with the position if the rule cannot be parsed, or
/// if it has more than 256 terms.
std::vector<rule_term> read_rule(const std::string& rule);

/// The places of a rule; those where it matches only some requests, by a condition that cannot be expressed; and notes.
struct rule_meaning {
  std::set<place> places, partial;
  std::vector<std::string> unsupported, differs;
};
rule_meaning meaning_of(const std::vector<rule_term>& rule);

/// `^[a-z0-9-]+\.example\.com$` and `{sub:.+}.example.com` become `*.example.com`, a plain name is unchanged; empty if
/// there is no such form, or if it matches only some of the names below one.
std::string host_pattern_of(const std::string& expression);

} // namespace signalbox
