// A user's mistake is a value: all mistakes are collected, and none affects a neighbour.
#pragma once
#include <compare>
#include <string>
#include <vector>

namespace signalbox {

/// `warning`: the named object works, but not everything that was requested. `error`: the named object is left out.
enum class severity { warning, error };

/// One mistake, and how to correct it.
struct problem {
  severity level = severity::error;
  std::string service; ///< name of the Swarm service; empty if the problem is about something else
  std::string where;   ///< location: `config.toml:12:5`, `label com.docker.lb.port`, `network eastnet`
  std::string what;    ///< the mistake, with the offending value made printable
  std::string hint;    ///< the correction
  auto operator<=>(const problem&) const = default;
};

using problems = std::vector<problem>;

/// Formats as `where: what (hint)`, after the service if there is one.
std::string to_string(const problem& p);

/// The text of a label or file, cut to `limit` bytes; each byte that is not printable ASCII becomes `\xNN`.
std::string printable(const std::string& raw, std::size_t limit = 60);

} // namespace signalbox
