// A long poll server with the rules of `poll_queue`: it adds the clock, the thread and HTTP. Work, reports and events
// are opaque here; `typed_long_poll_server` adds their types.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/router.hpp"
#include "adapters/longpoll/poll_queue.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace signalbox {

/// Called with a lock held: has to be quick, and must not call the server.
struct long_poll_protocol {
  /// Whether the work requires an action of the task.
  std::function<bool(const opaque& work, const opaque& report)> has_work;
  std::function<http_reply(const opaque& work)> reply;
  std::function<opaque(unknown_caller caller)> unknown_caller_event;
};

/// All calls on any thread.
class long_poll_server : public std::enable_shared_from_this<long_poll_server> {
public:
  long_poll_server(const long_poll_server&) = delete;
  long_poll_server& operator=(const long_poll_server&) = delete;

  bool knows(const std::string& cluster) const { return clusters_.contains(cluster); }
  /// Replaces the set of tasks that may poll.
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks);
  /// Whether an authorized task has this address.
  bool is_authorized_address(const std::string& cluster, const std::string& address);

protected:
  /// A report is passed as an event unchanged.
  using sink = std::function<void(const opaque& event)>;

  long_poll_server(const std::vector<std::string>& clusters, long_poll_protocol protocol, long_poll_limits limits);
  ~long_poll_server();

  /// The subscription owns the server.
  std::unique_ptr<subscription> add_listener(const cluster_id& cluster, sink take);
  void offer_work(const cluster_id& cluster, opaque work);
  /// The reply to a poll of a known cluster, sent after at most `?wait=SECONDS`.
  http_reply reply_later(const std::string& cluster, const http_request& request, std::string task, opaque report);
  void notify(const std::string& cluster, const opaque& event);

private:
  class listener;
  using clock = std::chrono::steady_clock;
  /// Functions to call after the lock is released.
  using calls = std::vector<std::function<void()>>;

  struct cluster_state {
    explicit cluster_state(long_poll_limits limits) : queue(limits) {}
    poll_queue queue;
    opaque work;
    std::map<std::uint64_t, send_reply> replies; ///< by the poll's id
    std::list<std::shared_ptr<sink>> sinks;
  };

  /// Calls `change` under the lock with the cluster's state, and performs the returned effects.
  template <class Change>
  void update(const std::string& cluster, Change change);
  void perform(cluster_state& c, const poll_effects& effects, calls& out) const;
  http_reply reply_for(const cluster_state& c, poll_result result) const;
  std::chrono::milliseconds wait_of(const http_request& request) const;
  void expire_loop();

  const long_poll_protocol protocol_;
  const long_poll_limits limits_;
  std::atomic<std::uint64_t> polls_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, cluster_state> clusters_; ///< the keys never change
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace signalbox
