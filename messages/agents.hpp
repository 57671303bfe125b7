// Values between core and the agents of proxy tasks: what an agent reports, and what it receives.
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

/// Outcome of the text that an agent tested last.
enum class verdict {
  none,    ///< no text was tested yet
  loaded,  ///< the proxy serves it
  passed,  ///< the text was tested with `validate_only`, and the proxy accepts it
  refused, ///< the proxy's test failed: the same text would fail again
  failed,  ///< another cause, such as a full disk: the agent retries
};

/// The whole state of one agent; the newest report replaces the last one.
struct agent_report {
  std::string task;  ///< id of the Swarm task
  std::string proxy; ///< program of the task, `nginx/1.22.1`; empty: not reported
  digest running;    ///< digest of the text that the proxy serves
  digest judged;     ///< digest of the text that the verdict is about
  verdict result = verdict::none;
  std::string error;                 ///< output of the proxy's test: printable lines, at most 2000 bytes
  std::chrono::milliseconds took{0}; ///< from the arrival of the text to the start of new workers
  std::set<std::string> expired{};   ///< secrets of the task whose certificate has expired
  auto operator<=>(const agent_report&) const = default;
};

/// Whether the task runs a program other than `program` (`nginx`). False if the report names no program.
bool runs_another(const agent_report& report, std::string_view program);

/// The caller of a request is not known (yet) as a task of this proxy; core holds the request for a short time.
struct unknown_caller {
  std::string address;
};

using agent_event = std::variant<agent_report, unknown_caller>;

/// What the agents of a cluster load or validate.
struct agent_assignment {
  digest sum;
  std::shared_ptr<const std::string> text;
  std::uint64_t store_index = 0; ///< Swarm's store index: increases, across restarts of core too
  bool validate_only = false;    ///< the proxy tests the text and never loads it
};

/// A task, and the addresses that its requests may come from.
struct authorized_task {
  std::string id;
  std::set<std::string> addresses;
  auto operator<=>(const authorized_task&) const = default;
};

} // namespace signalbox
