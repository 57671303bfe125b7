// The rules of long polls, for the tasks of one cluster. Pure: knows neither HTTP nor threads, and time is an argument.
//
// A poll is answered at once if there is work for its task, else when there is, else when its time is over. A task has
// one poll that waits: its newest. Whoever is not an authorized task gets nothing; it is held for a moment, because it
// may be a task that core has not seen yet.
#pragma once
#include "messages/agents.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

struct long_poll_limits {
  std::chrono::milliseconds longest_wait{60000};       ///< of a poll, whatever it asks for
  std::chrono::milliseconds unknown_caller_wait{2000}; ///< before an unknown caller is refused
  std::size_t most_waiting = 1024;                     ///< polls of a cluster; above it the oldest is answered
};

/// A value whose type only the protocol knows.
using opaque = std::shared_ptr<const void>;

struct task_poll {
  std::uint64_t id = 0; ///< unique
  std::string task;     ///< that it says it comes from
  std::string address;  ///< that it does come from
  std::chrono::milliseconds wait{0};
  opaque report;
};

enum class poll_result {
  work,        ///< what was offered last
  no_work,     ///< within the time that it waits
  unauthorized ///< it is not from an authorized task
};

// Effects, in the order in which they are to be performed; `unknown_caller` is one, too.
struct report_received {
  opaque report;
};
struct poll_answered {
  std::uint64_t id = 0;
  poll_result result = poll_result::no_work;
};
using poll_effect = std::variant<report_received, unknown_caller, poll_answered>;
using poll_effects = std::vector<poll_effect>;

class poll_queue {
public:
  using instant = std::chrono::steady_clock::time_point;
  /// Whether the work that is offered has something to do for the task with this report.
  using work_test = std::function<bool(const opaque& report)>;

  explicit poll_queue(long_poll_limits limits) : limits_(limits) {}

  poll_effects arrive(task_poll poll, instant now);
  /// Replaces what was offered before.
  poll_effects offer(work_test has_work);
  /// The only tasks that may poll.
  poll_effects authorize(std::vector<authorized_task> tasks, instant now);
  /// Answers the polls whose time is over.
  poll_effects expire(instant now);
  /// When the next poll's time is over; none if none waits.
  std::optional<instant> next_expiry() const;

  /// Whether some authorized task calls from this address.
  bool is_authorized_address(const std::string& address) const;

private:
  struct waiting_poll {
    task_poll poll;
    instant until;
  };
  using polls = std::list<waiting_poll>;

  bool is_authorized(const task_poll& poll) const;
  void accept(task_poll poll, instant now, poll_effects& out);
  void enqueue(polls& into, waiting_poll poll, poll_effects& out) const;
  bool has_work(const task_poll& poll) const { return has_work_ && has_work_(poll.report); }

  long_poll_limits limits_;
  work_test has_work_;                                      ///< none before the first offer
  std::map<std::string, std::set<std::string>> authorized_; ///< task → addresses
  polls polls_, unknown_;
};

} // namespace signalbox
