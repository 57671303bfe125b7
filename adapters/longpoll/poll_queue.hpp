// The rules of long polls for the tasks of one cluster. Pure: independent of HTTP and threads; time is an argument.
//
// A poll is answered at once if there is work for its task, else when work is offered, else when its wait is over. A
// task has one waiting poll: its newest. A poll of an unauthorized task is held for a short time, because core may not
// have seen the task yet, and is then refused.
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
  std::chrono::milliseconds longest_wait{60000};       ///< of a poll, whatever it requests
  std::chrono::milliseconds unknown_caller_wait{2000}; ///< before an unknown caller is refused
  std::size_t most_waiting = 1024;                     ///< polls of a cluster; above it the oldest is answered
};

/// A value whose type is only known to the protocol.
using opaque = std::shared_ptr<const void>;

struct task_poll {
  std::uint64_t id = 0; ///< unique
  std::string task;     ///< as named in the poll
  std::string address;  ///< the peer's address
  std::chrono::milliseconds wait{0};
  opaque report;
};

enum class poll_result {
  work,        ///< the newest offer
  no_work,     ///< until the end of the wait
  unauthorized ///< the caller is not an authorized task
};

// Effects, in the order in which they are to be performed; `unknown_caller` is an effect, too.
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
  /// Whether the offered work requires an action of the task with this report.
  using work_test = std::function<bool(const opaque& report)>;

  explicit poll_queue(long_poll_limits limits) : limits_(limits) {}

  poll_effects arrive(task_poll poll, instant now);
  /// Replaces the previous offer.
  poll_effects offer(work_test has_work);
  /// Replaces the set of tasks that may poll.
  poll_effects authorize(std::vector<authorized_task> tasks, instant now);
  /// Answers the polls whose wait is over.
  poll_effects expire(instant now);
  /// When the next wait is over; none if no poll waits.
  std::optional<instant> next_expiry() const;

  /// Whether an authorized task has this address.
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
  work_test has_work_;                                      ///< empty before the first offer
  std::map<std::string, std::set<std::string>> authorized_; ///< task → addresses
  polls polls_, unknown_;
};

} // namespace signalbox
