#include "adapters/agent/agent_desk.hpp"

#include "adapters/agent/agent_key.hpp"
#include "adapters/agent/agent_words.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace signalbox {

namespace {

using clock = std::chrono::steady_clock;

struct waiting_poll {
  agent_report report;
  std::string peer;
  clock::time_point until;
  std::chrono::milliseconds wait;
  send_reply send;
};

using sink = std::shared_ptr<std::function<void(agent_event)>>;

/// One cluster's part of the desk.
struct corner {
  std::string token; ///< empty: none is needed; never changes
  std::optional<agent_order> order;
  std::map<std::string, std::set<std::string>> admitted; ///< task → addresses
  std::list<waiting_poll> polls, strangers;
  std::list<sink> sinks;

  bool admits(const waiting_poll& p) const {
    const auto i = admitted.find(p.report.task);
    return i != admitted.end() && i->second.contains(p.peer);
  }
};

http_reply no_news() {
  http_reply reply;
  reply.status = 204;
  reply.type.clear();
  return reply;
}

http_reply news(const agent_order& order) {
  http_reply reply;
  reply.body = order_text(order);
  return reply;
}

/// What has to be done once the lock is released.
using errands = std::vector<std::function<void()>>;

void run(const errands& todo) {
  for (const auto& e : todo)
    e();
}

} // namespace

class agent_desk::impl {
public:
  impl(std::map<std::string, std::string> tokens, desk_policy policy) : policy_(policy) {
    for (auto& [cluster, token] : tokens)
      corners_[cluster].token = std::move(token);
    thread_ = std::thread([this] { watch_the_clock(); });
  }

  void stop() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
  }

  sink listen(const std::string& cluster, std::function<void(agent_event)> take) {
    auto s = std::make_shared<std::function<void(agent_event)>>(std::move(take));
    const std::lock_guard lock{mutex_};
    corners_.at(cluster).sinks.push_back(s);
    return s;
  }

  void forget(const std::string& cluster, const sink& s) {
    const std::lock_guard lock{mutex_};
    corners_.at(cluster).sinks.remove(s);
  }

  void offer(const std::string& cluster, agent_order order) {
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = corners_.at(cluster);
      c.order = std::move(order);
      for (auto i = c.polls.begin(); i != c.polls.end();)
        i = answer_if_work(c, i, todo);
    }
    run(todo);
  }

  void admit(const std::string& cluster, std::vector<admitted_task> tasks) {
    errands todo;
    {
      const std::lock_guard lock{mutex_};
      auto& c = corners_.at(cluster);
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

  http_reply handle(const http_request& request) {
    const auto cluster = request.path.substr(prefix.size());
    if (!corners_.contains(cluster))
      return problem_reply(404, "there is no cluster of this name");
    const auto& token = corners_.at(cluster).token;
    if (!token.empty() && !is_same_token(token_in(request.body), token))
      return problem_reply(403, "the report does not show the token of this cluster's agents");
    auto report = read_report(request.body);
    if (const auto* bad = std::get_if<bad_report>(&report))
      return problem_reply(400, bad->why);
    auto poll = std::make_shared<waiting_poll>();
    poll->report = std::move(std::get<agent_report>(report));
    poll->peer = request.peer;
    poll->wait = wait_of(request);
    http_reply reply;
    reply.later = [this, cluster, poll](send_reply send) {
      poll->send = std::move(send);
      arrive(cluster, std::move(*poll));
    };
    return reply;
  }

  static inline const std::string prefix = "/v1/agents/";

private:
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
    tell(c, poll.report, todo);
    for (auto i = c.polls.begin(); i != c.polls.end();) // the task has only one agent, and this is its newest word
      i = i->report.task == poll.report.task ? answer(c.polls, i, no_news(), todo) : std::next(i);
    poll.until = clock::now() + poll.wait;
    enqueue(c.polls, std::move(poll), todo);
    answer_if_work(c, std::prev(c.polls.end()), todo);
  }

  void enqueue(std::list<waiting_poll>& queue, waiting_poll poll, errands& todo) {
    if (queue.size() >= policy_.most_waiting)
      answer(queue, queue.begin(), no_news(), todo);
    queue.push_back(std::move(poll));
    woken_.notify_one();
  }

  std::list<waiting_poll>::iterator answer(std::list<waiting_poll>& queue, std::list<waiting_poll>::iterator i,
                                           http_reply reply, errands& todo) {
    todo.push_back([send = std::move(i->send), reply = std::move(reply)] { send(reply); });
    return queue.erase(i);
  }

  std::list<waiting_poll>::iterator answer_if_work(corner& c, std::list<waiting_poll>::iterator i, errands& todo) {
    return c.order && has_work(*c.order, i->report) ? answer(c.polls, i, news(*c.order), todo) : std::next(i);
  }

  static void tell(const corner& c, const agent_event& event, errands& todo) {
    for (const auto& s : c.sinks)
      todo.push_back([s, event] { (*s)(event); });
  }

  void expire(clock::time_point now, clock::time_point& next, errands& todo) {
    const auto scan = [&](std::list<waiting_poll>& queue, const http_reply& reply) {
      for (auto i = queue.begin(); i != queue.end();) {
        if (i->until > now)
          next = std::min(next, i->until);
        i = i->until > now ? std::next(i) : answer(queue, i, reply, todo);
      }
    };
    for (auto& [_, c] : corners_) {
      scan(c.polls, no_news());
      scan(c.strangers, problem_reply(403, "this address is not that of a task of this proxy"));
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

  const desk_policy policy_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::map<std::string, corner> corners_; ///< the keys never change
  bool stopping_ = false;
  std::thread thread_;
};

agent_desk::agent_desk(std::map<std::string, std::string> tokens, desk_policy policy)
    : impl_(std::make_shared<impl>(std::move(tokens), policy)) {}

agent_desk::~agent_desk() { impl_->stop(); }

std::unique_ptr<subscription> agent_desk::listen(const cluster_id& cluster, std::function<void(agent_event)> sink) {
  struct standing : subscription {
    std::shared_ptr<impl> desk;
    std::string cluster;
    std::shared_ptr<std::function<void(agent_event)>> sink;
    ~standing() override { desk->forget(cluster, sink); }
  };
  auto s = std::make_unique<standing>();
  s->desk = impl_;
  s->cluster = cluster.value;
  s->sink = impl_->listen(cluster.value, std::move(sink));
  return s;
}

void agent_desk::offer(const cluster_id& cluster, agent_order order) { impl_->offer(cluster.value, std::move(order)); }

void agent_desk::admit(const cluster_id& cluster, std::vector<admitted_task> tasks) {
  impl_->admit(cluster.value, std::move(tasks));
}

http_route agent_desk::endpoint() {
  return {impl::prefix, path_match::prefix, [i = impl_](const http_request& r) { return i->handle(r); }, {"POST"}};
}

} // namespace signalbox
