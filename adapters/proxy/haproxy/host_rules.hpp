// Which backend answers a request: rules that HAProxy goes through one by one. A host that needs no more than a look at
// its name has none: it is found by that name, however many there are.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Names with the same rules: exact ones, or one wildcard, or the empty one for whatever nobody else serves.
struct ruled_names {
  const host_route* leader = nullptr; ///< whose backends answer
  std::vector<std::string> names;
  bool is_exact() const { return !names[0].empty() && names[0][0] != '*'; }
  bool is_rest() const { return names[0].empty(); }
};

/// Exact names go before wildcards, the longest of these first; the rest comes last.
bool goes_first(const std::string& a, const std::string& b);

/// In the order of their rules.
std::vector<ruled_names> ruled_hosts(const haproxy_context& context);

/// What paths are compared with: the path as applications understand it.
void write_path_conditions(haproxy_writer& out, const std::vector<ruled_names>& hosts);
/// What has to be known before backends are chosen.
void write_conditions(haproxy_writer& out, const ruled_names& names, const haproxy_context& context);
void write_rules(haproxy_writer& out, const ruled_names& names, const haproxy_context& context);

/// A condition that one of these names is meant, which must all be exact, or all wildcards. `asked` is what gives it.
void write_host_condition(haproxy_writer& out, const std::string& name, const std::string& asked,
                          const std::vector<std::string>& hosts);

} // namespace signalbox
