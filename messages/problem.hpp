// A user's mistake is a value: all of them are collected, none is fatal for a neighbour.
#pragma once
#include <compare>
#include <string>
#include <vector>

namespace signalbox {

/// `warning`: what it names works, but not all that was asked for. `error`: what it names is left out.
enum class severity { warning, error };

/// One thing that is wrong, and the way out of it.
struct problem {
  severity level = severity::error;
  std::string service; ///< name of the Swarm service it is about; empty when it is about something else
  std::string where;   ///< the place: `config.toml:12:5`, `label com.docker.lb.port`, `network eastnet`
  std::string what;    ///< what is wrong, with the offending value made printable
  std::string hint;    ///< what to do about it
  auto operator<=>(const problem&) const = default;
};

using problems = std::vector<problem>;

/// Prints as `where: what (hint)`, with the service in front if there is one.
std::string to_string(const problem& p);

/// A label's or a file's text cut to `limit` bytes, with everything that is not printable ASCII shown as `\xNN`.
std::string printable(const std::string& raw, std::size_t limit = 60);

} // namespace signalbox
