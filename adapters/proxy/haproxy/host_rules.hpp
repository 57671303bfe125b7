// Rules that select a request's backend; HAProxy evaluates them one by one. A host whose name alone selects the backend
// has no rules: HAProxy uses the name as the backend name, at a cost that does not grow with the number of hosts.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Names with the same rules: exact names, or one wildcard, or the empty name of the default backend.
struct ruled_names {
  const host_route* leader = nullptr; ///< host whose backends are used
  std::vector<std::string> names;
  bool is_exact() const { return !names[0].empty() && names[0][0] != '*'; }
  bool is_rest() const { return names[0].empty(); }
};

/// Exact names precede wildcards, and longer wildcards shorter ones; the empty name is last.
bool goes_first(const std::string& a, const std::string& b);

/// In the order of their rules.
std::vector<ruled_names> ruled_hosts(const haproxy_context& context);

/// Normalizes the path for comparisons, as applications do.
void write_path_conditions(haproxy_writer& out, const std::vector<ruled_names>& hosts);
/// Sets the variables that the choice of a backend depends on.
void write_conditions(haproxy_writer& out, const ruled_names& names, const haproxy_context& context);
void write_rules(haproxy_writer& out, const ruled_names& names, const haproxy_context& context);

/// A condition that matches any of these names, which must be all exact or all wildcards. `asked`: the fetch that
/// returns the request's host.
void write_host_condition(haproxy_writer& out, const std::string& name, const std::string& asked,
                          const std::vector<std::string>& hosts);

} // namespace signalbox
