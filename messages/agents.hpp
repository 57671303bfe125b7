// Between core and the agents that look after proxy tasks: what an agent says, and what it is told.
#pragma once
#include "messages/identity.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

/// The agent that a proxy's tasks start with: a POSIX shell script. Null: tasks are replaced at each change.
using agent_text = std::shared_ptr<const std::string>;

/// How an agent fared with the text that it judged last.
enum class verdict {
  none,    ///< it has judged none yet
  loaded,  ///< the proxy serves it
  passed,  ///< it was only tested, and the proxy accepts it
  refused, ///< the proxy's own test failed: the same text would fail again
  failed,  ///< something else stood in the way, such as a full disk: worth another try
};

/// The whole state of one agent; the newest replaces the last.
struct agent_report {
  std::string task;  ///< Swarm's id
  std::string proxy; ///< what runs there, `nginx/1.22.1`; empty if it did not say
  digest running;    ///< of the text that the proxy serves
  digest judged;     ///< of the text that the verdict is about
  verdict result = verdict::none;
  std::string error;                 ///< the proxy's own words, printable lines, at most 2000 bytes
  std::chrono::milliseconds took{0}; ///< from the text's arrival to new workers
  std::set<std::string> expired{};   ///< secrets of the task whose certificate has expired
  auto operator<=>(const agent_report&) const = default;
};

/// Whether the task runs something else than `program` (`nginx`). What is not known is taken for the same.
bool runs_another(const agent_report& report, std::string_view program);

/// Somebody asked who is not (yet) known to be a task of this proxy; the request is held for a moment.
struct unknown_caller {
  std::string address;
};

using agent_event = std::variant<agent_report, unknown_caller>;

/// What the agents of a cluster are to do.
struct agent_assignment {
  digest sum;
  std::shared_ptr<const std::string> text;
  std::uint64_t store_index = 0; ///< later ones are larger, across restarts of core: an index of Swarm's store
  bool validate_only = false;    ///< test it, never load it
};

/// A task, and the addresses it may call from.
struct authorized_task {
  std::string id;
  std::set<std::string> addresses;
  auto operator<=>(const authorized_task&) const = default;
};

} // namespace signalbox
