// Where tasks ask for work by long poll. A poll is answered at once when there is work for its task, else when there
// is, else with 204 after a while. Who is not a task that was admitted gets nothing; a task that core has not seen yet
// is held for a moment, and core is told to look.
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

struct desk_policy {
  std::chrono::milliseconds longest_wait{60000}; ///< of a poll, whatever it asks for
  std::chrono::milliseconds stranger_wait{2000}; ///< before somebody unknown is refused
  std::size_t most_waiting = 1024;               ///< polls of a cluster; above it the oldest is answered
};

/// `Word`: what a task says, with its id in `task`. `Event`: made of a word, or of an `agent_stranger`. All calls on
/// any thread.
template <class Order, class Word, class Event>
class poll_desk {
public:
  using sink = std::shared_ptr<std::function<void(Event)>>;
  struct rules {
    std::function<bool(const Order&, const Word&)> has_work; ///< whether the task has something to do for the order
    std::function<http_reply(const Order&)> news;
  };

  poll_desk(const std::vector<std::string>& clusters, rules r, desk_policy policy)
      : rules_(std::move(r)), policy_(policy) {
    for (const auto& c : clusters)
      corners_[c];
    thread_ = std::thread([this] { watch_the_clock(); });
  }
  ~poll_desk() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
  }
  poll_desk(const poll_desk&) = delete;
  poll_desk& operator=(const poll_desk&) = delete;

  bool knows(const std::string& cluster) const { return corners_.contains(cluster); }

  /// `self` keeps the desk while somebody listens.
  static std::unique_ptr<subscription> listen(std::shared_ptr<poll_desk> self, const cluster_id& cluster,
                                              std::function<void(Event)> take) {
    struct standing : subscription {
      std::shared_ptr<poll_desk> desk;
      std::string cluster;
      sink take;
      ~standing() override { desk->forget(cluster, take); }
    };
    auto s = std::make_unique<standing>();
    s->desk = std::move(self);
    s->cluster = cluster.value;
    s->take = std::make_shared<std::function<void(Event)>>(std::move(take));
    const std::lock_guard lock{s->desk->mutex_};
    s->desk->corners_.at(cluster.value).sinks.push_back(s->take);
    return s;
  }

  void offer(const cluster_id& cluster, Order order) {
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = corners_.at(cluster.value);
      c.order = std::move(order);
      for (auto i = c.polls.begin(); i != c.polls.end();)
        i = answer_if_work(c, i, todo);
    }
    run(todo);
  }

  void admit(const cluster_id& cluster, std::vector<admitted_task> tasks) {
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = corners_.at(cluster.value);
      c.admitted.clear();
      for (auto& t : tasks)
        c.admitted[t.id] = std::move(t.addresses);
      for (auto i = c.strangers.begin(); i != c.strangers.end();) {
        const auto next = std::next(i);
        if (c.admits(*i)) {
          auto known = std::move(*i);
          c.strangers.erase(i);
          take(c, std::move(known), todo);
        }
        i = next;
      }
    }
    run(todo);
  }

  /// Whether some admitted task calls from this address.
  bool is_admitted(const std::string& cluster, const std::string& address) {
    const std::lock_guard lock{mutex_};
    const auto& tasks = corners_.at(cluster).admitted;
    return std::any_of(tasks.begin(), tasks.end(), [&](const auto& t) { return t.second.contains(address); });
  }

  /// The reply to a poll of a cluster that is known, which waits as long as `?wait=SECONDS` says.
  http_reply reply_to(const std::string& cluster, const http_request& request, Word word) {
    auto poll = std::make_shared<waiting_poll>();
    poll->word = std::move(word);
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
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      tell(corners_.at(cluster), event, todo);
    }
    run(todo);
  }

private:
  using clock = std::chrono::steady_clock;
  /// What has to be done once the lock is released.
  using errands = std::vector<std::function<void()>>;

  struct waiting_poll {
    Word word;
    std::string peer;
    clock::time_point until;
    std::chrono::milliseconds wait{0};
    send_reply send;
  };
  using queue = std::list<waiting_poll>;

  /// One cluster's part of the desk.
  struct corner {
    std::optional<Order> order;
    std::map<std::string, std::set<std::string>> admitted; ///< task → addresses
    queue polls, strangers;
    std::list<sink> sinks;

    bool admits(const waiting_poll& p) const {
      const auto i = admitted.find(p.word.task);
      return i != admitted.end() && i->second.contains(p.peer);
    }
  };

  static void run(const errands& todo) {
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
    corners_.at(cluster).sinks.remove(s);
  }

  std::chrono::milliseconds wait_of(const http_request& request) const {
    const auto i = request.query.find("wait");
    const auto asked = i == request.query.end() || i->second.size() > 4 ? 0 : std::atoi(i->second.c_str());
    return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(asked), {}, policy_.longest_wait);
  }

  void arrive(const std::string& cluster, waiting_poll poll) {
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = corners_.at(cluster);
      if (c.admits(poll)) {
        take(c, std::move(poll), todo);
      } else {
        tell(c, agent_stranger{poll.peer}, todo);
        poll.until = clock::now() + policy_.stranger_wait;
        enqueue(c.strangers, std::move(poll), todo);
      }
    }
    run(todo);
  }

  void take(corner& c, waiting_poll poll, errands& todo) {
    tell(c, poll.word, todo);
    for (auto i = c.polls.begin(); i != c.polls.end();) // a task asks once at a time, and this is its newest word
      i = i->word.task == poll.word.task ? answer(c.polls, i, no_news(), todo) : std::next(i);
    poll.until = clock::now() + poll.wait;
    enqueue(c.polls, std::move(poll), todo);
    answer_if_work(c, std::prev(c.polls.end()), todo);
  }

  void enqueue(queue& into, waiting_poll poll, errands& todo) {
    if (into.size() >= policy_.most_waiting)
      answer(into, into.begin(), no_news(), todo);
    into.push_back(std::move(poll));
    woken_.notify_one();
  }

  typename queue::iterator answer(queue& from, typename queue::iterator i, http_reply reply, errands& todo) {
    todo.push_back([send = std::move(i->send), reply = std::move(reply)] { send(reply); });
    return from.erase(i);
  }

  typename queue::iterator answer_if_work(corner& c, typename queue::iterator i, errands& todo) {
    return c.order && rules_.has_work(*c.order, i->word) ? answer(c.polls, i, rules_.news(*c.order), todo)
                                                         : std::next(i);
  }

  static void tell(const corner& c, const Event& event, errands& todo) {
    for (const auto& s : c.sinks)
      todo.push_back([s, event] { (*s)(event); });
  }

  void expire(clock::time_point now, clock::time_point& next, errands& todo) {
    const auto scan = [&](queue& waiting, const http_reply& reply) {
      for (auto i = waiting.begin(); i != waiting.end();) {
        if (i->until > now)
          next = std::min(next, i->until);
        i = i->until > now ? std::next(i) : answer(waiting, i, reply, todo);
      }
    };
    for (auto& [_, c] : corners_) {
      scan(c.polls, no_news());
      scan(c.strangers, problem_reply(403, "this address is not that of a task that may ask here"));
    }
  }

  void watch_the_clock() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
      errands todo;
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
  const desk_policy policy_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::map<std::string, corner> corners_; ///< the keys never change
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace signalbox
