// Where tasks ask for work by long poll. A poll is answered at once when there is work for its task, else when there
// is, else with 204 after a while. Who is not a task that was authorized gets nothing; a task that core has not seen
// yet is held for a moment, and core is told to look.
#pragma once
#include "actors/ports.hpp"
#include "adapters/http/router.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace signalbox {

struct long_poll_limits {
  std::chrono::milliseconds longest_wait{60000};       ///< of a poll, whatever it asks for
  std::chrono::milliseconds unknown_caller_wait{2000}; ///< before somebody unknown is refused
  std::size_t most_waiting = 1024;                     ///< polls of a cluster; above it the oldest is answered
};

/// `Report`: what a task says, with its id in `task`. `Event`: made of a word, or of an `unknown_caller`. All calls on
/// any thread.
template <class Order, class Report, class Event>
class long_poll_server {
public:
  using sink = std::shared_ptr<std::function<void(Event)>>;
  struct rules {
    std::function<bool(const Order&, const Report&)> has_work; ///< whether the task has something to do for the order
    std::function<http_reply(const Order&)> news;
  };

  long_poll_server(const std::vector<std::string>& clusters, rules r, long_poll_limits policy)
      : rules_(std::move(r)), policy_(policy) {
    for (const auto& c : clusters)
      queues_[c];
    thread_ = std::thread([this] { watch_the_clock(); });
  }
  ~long_poll_server() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
  }
  long_poll_server(const long_poll_server&) = delete;
  long_poll_server& operator=(const long_poll_server&) = delete;

  bool knows(const std::string& cluster) const { return queues_.contains(cluster); }

  /// `self` keeps the server while somebody listens.
  static std::unique_ptr<subscription> listen(std::shared_ptr<long_poll_server> self, const cluster_id& cluster,
                                              std::function<void(Event)> take) {
    struct listener : subscription {
      std::shared_ptr<long_poll_server> server;
      std::string cluster;
      sink take;
      ~listener() override { server->forget(cluster, take); }
    };
    auto s = std::make_unique<listener>();
    s->server = std::move(self);
    s->cluster = cluster.value;
    s->take = std::make_shared<std::function<void(Event)>>(std::move(take));
    const std::lock_guard lock{s->server->mutex_};
    s->server->queues_.at(cluster.value).sinks.push_back(s->take);
    return s;
  }

  void offer(const cluster_id& cluster, Order order) {
    replies todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = queues_.at(cluster.value);
      c.order = std::move(order);
      for (auto i = c.polls.begin(); i != c.polls.end();)
        i = answer_if_work(c, i, todo);
    }
    run(todo);
  }

  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
    replies todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = queues_.at(cluster.value);
      c.authorized.clear();
      for (auto& t : tasks)
        c.authorized[t.id] = std::move(t.addresses);
      for (auto i = c.unknown_callers.begin(); i != c.unknown_callers.end();) {
        const auto next = std::next(i);
        if (c.is_authorized(*i)) {
          auto known = std::move(*i);
          c.unknown_callers.erase(i);
          take(c, std::move(known), todo);
        }
        i = next;
      }
    }
    run(todo);
  }

  /// Whether some authorized task calls from this address.
  bool is_authorized_address(const std::string& cluster, const std::string& address) {
    const std::lock_guard lock{mutex_};
    const auto& tasks = queues_.at(cluster).authorized;
    return std::any_of(tasks.begin(), tasks.end(), [&](const auto& t) { return t.second.contains(address); });
  }

  /// The reply to a poll of a cluster that is known, which waits as long as `?wait=SECONDS` says.
  http_reply reply_to(const std::string& cluster, const http_request& request, Report report) {
    auto poll = std::make_shared<waiting_poll>();
    poll->report = std::move(report);
    poll->peer = request.peer;
    poll->wait = wait_of(request);
    http_reply reply;
    reply.later = [this, cluster, poll](send_reply send) {
      poll->send = std::move(send);
      arrive(cluster, std::move(*poll));
    };
    return reply;
  }

  /// Tells whoever listens.
  void tell(const std::string& cluster, const Event& event) {
    replies todo;
    {
      const std::lock_guard lock{mutex_};
      tell(queues_.at(cluster), event, todo);
    }
    run(todo);
  }

private:
  using clock = std::chrono::steady_clock;
  /// What has to be done once the lock is released.
  using replies = std::vector<std::function<void()>>;

  struct waiting_poll {
    Report report;
    std::string peer;
    clock::time_point until;
    std::chrono::milliseconds wait{0};
    send_reply send;
  };
  using queue = std::list<waiting_poll>;

  /// One cluster's part of the server.
  struct cluster_queue {
    std::optional<Order> order;
    std::map<std::string, std::set<std::string>> authorized; ///< task → addresses
    queue polls, unknown_callers;
    std::list<sink> sinks;

    bool is_authorized(const waiting_poll& p) const {
      const auto i = authorized.find(p.report.task);
      return i != authorized.end() && i->second.contains(p.peer);
    }
  };

  static void run(const replies& todo) {
    for (const auto& e : todo)
      e();
  }

  static http_reply no_news() {
    http_reply reply;
    reply.status = 204;
    reply.type.clear();
    return reply;
  }

  void forget(const std::string& cluster, const sink& s) {
    const std::lock_guard lock{mutex_};
    queues_.at(cluster).sinks.remove(s);
  }

  std::chrono::milliseconds wait_of(const http_request& request) const {
    const auto i = request.query.find("wait");
    const auto asked = i == request.query.end() || i->second.size() > 4 ? 0 : std::atoi(i->second.c_str());
    return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(asked), {}, policy_.longest_wait);
  }

  void arrive(const std::string& cluster, waiting_poll poll) {
    replies todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = queues_.at(cluster);
      if (c.is_authorized(poll)) {
        take(c, std::move(poll), todo);
      } else {
        tell(c, unknown_caller{poll.peer}, todo);
        poll.until = clock::now() + policy_.unknown_caller_wait;
        enqueue(c.unknown_callers, std::move(poll), todo);
      }
    }
    run(todo);
  }

  void take(cluster_queue& c, waiting_poll poll, replies& todo) {
    tell(c, poll.report, todo);
    for (auto i = c.polls.begin(); i != c.polls.end();) // a task asks once at a time, and this is its newest word
      i = i->report.task == poll.report.task ? answer(c.polls, i, no_news(), todo) : std::next(i);
    poll.until = clock::now() + poll.wait;
    enqueue(c.polls, std::move(poll), todo);
    answer_if_work(c, std::prev(c.polls.end()), todo);
  }

  void enqueue(queue& into, waiting_poll poll, replies& todo) {
    if (into.size() >= policy_.most_waiting)
      answer(into, into.begin(), no_news(), todo);
    into.push_back(std::move(poll));
    woken_.notify_one();
  }

  typename queue::iterator answer(queue& from, typename queue::iterator i, http_reply reply, replies& todo) {
    todo.push_back([send = std::move(i->send), reply = std::move(reply)] { send(reply); });
    return from.erase(i);
  }

  typename queue::iterator answer_if_work(cluster_queue& c, typename queue::iterator i, replies& todo) {
    return c.order && rules_.has_work(*c.order, i->report) ? answer(c.polls, i, rules_.news(*c.order), todo)
                                                           : std::next(i);
  }

  static void tell(const cluster_queue& c, const Event& event, replies& todo) {
    for (const auto& s : c.sinks)
      todo.push_back([s, event] { (*s)(event); });
  }

  void expire(clock::time_point now, clock::time_point& next, replies& todo) {
    const auto scan = [&](queue& waiting, const http_reply& reply) {
      for (auto i = waiting.begin(); i != waiting.end();) {
        if (i->until > now)
          next = std::min(next, i->until);
        i = i->until > now ? std::next(i) : answer(waiting, i, reply, todo);
      }
    };
    for (auto& [_, c] : queues_) {
      scan(c.polls, no_news());
      scan(c.unknown_callers, problem_reply(403, "this address is not that of a task that may ask here"));
    }
  }

  void watch_the_clock() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
      replies todo;
      auto next = clock::now() + std::chrono::hours(1);
      expire(clock::now(), next, todo);
      if (!todo.empty()) {
        lock.unlock();
        run(todo);
        lock.lock();
      } else {
        woken_.wait_until(lock, next);
      }
    }
  }

  const rules rules_;
  const long_poll_limits policy_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::map<std::string, cluster_queue> queues_; ///< the keys never change
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace signalbox
