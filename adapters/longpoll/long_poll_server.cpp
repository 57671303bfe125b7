#include "adapters/longpoll/long_poll_server.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace signalbox {

namespace {

http_reply no_content() {
  http_reply reply;
  reply.status = 204;
  reply.type.clear();
  return reply;
}

template <class Sinks>
void notify_all(const Sinks& sinks, const opaque& event, std::vector<std::function<void()>>& out) {
  for (const auto& s : sinks)
    out.push_back([s, event] { (*s)(event); });
}

} // namespace

class long_poll_server::listener : public subscription {
public:
  listener(std::shared_ptr<long_poll_server> server, std::string cluster, std::shared_ptr<sink> take)
      : server_(std::move(server)), cluster_(std::move(cluster)), take_(std::move(take)) {
    const std::lock_guard lock{server_->mutex_};
    server_->clusters_.at(cluster_).sinks.push_back(take_);
  }
  ~listener() override {
    const std::lock_guard lock{server_->mutex_};
    server_->clusters_.at(cluster_).sinks.remove(take_);
  }

private:
  std::shared_ptr<long_poll_server> server_;
  std::string cluster_;
  std::shared_ptr<sink> take_;
};

long_poll_server::long_poll_server(const std::vector<std::string>& clusters, long_poll_protocol protocol,
                                   long_poll_limits limits)
    : protocol_(std::move(protocol)), limits_(limits) {
  for (const auto& c : clusters)
    clusters_.try_emplace(c, limits);
  thread_ = std::thread([this] { expire_loop(); });
}

long_poll_server::~long_poll_server() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::unique_ptr<subscription> long_poll_server::add_listener(const cluster_id& cluster, sink take) {
  return std::make_unique<listener>(shared_from_this(), cluster.value, std::make_shared<sink>(std::move(take)));
}

void long_poll_server::offer_work(const cluster_id& cluster, opaque work) {
  update(cluster.value, [&](cluster_state& c) {
    c.work = work;
    return c.queue.offer([this, work](const opaque& report) { return protocol_.has_work(work, report); });
  });
}

void long_poll_server::authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
  update(cluster.value, [&](cluster_state& c) { return c.queue.authorize(std::move(tasks), clock::now()); });
}

bool long_poll_server::is_authorized_address(const std::string& cluster, const std::string& address) {
  const std::lock_guard lock{mutex_};
  return clusters_.at(cluster).queue.is_authorized_address(address);
}

http_reply long_poll_server::reply_later(const std::string& cluster, const http_request& request, std::string task,
                                         opaque report) {
  http_reply reply;
  reply.later = [this, cluster,
                 poll = task_poll{++polls_, std::move(task), request.peer, wait_of(request), std::move(report)}](
                    send_reply send) {
    update(cluster, [&](cluster_state& c) {
      c.replies[poll.id] = std::move(send);
      return c.queue.arrive(poll, clock::now());
    });
  };
  return reply;
}

void long_poll_server::notify(const std::string& cluster, const opaque& event) {
  calls todo;
  {
    const std::lock_guard lock{mutex_};
    notify_all(clusters_.at(cluster).sinks, event, todo);
  }
  for (const auto& call : todo)
    call();
}

template <class Change>
void long_poll_server::update(const std::string& cluster, Change change) {
  calls todo;
  {
    const std::lock_guard lock{mutex_};
    auto& c = clusters_.at(cluster);
    perform(c, change(c), todo);
  }
  changed_.notify_one();
  for (const auto& call : todo)
    call();
}

void long_poll_server::perform(cluster_state& c, const poll_effects& effects, calls& out) const {
  for (const auto& e : effects) {
    if (const auto* report = std::get_if<report_received>(&e))
      notify_all(c.sinks, report->report, out);
    else if (const auto* caller = std::get_if<unknown_caller>(&e))
      notify_all(c.sinks, protocol_.unknown_caller_event(*caller), out);
    else if (const auto& answered = std::get<poll_answered>(e); auto send = c.replies.extract(answered.id))
      out.push_back([send = std::move(send.mapped()), reply = reply_for(c, answered.result)] { send(reply); });
  }
}

http_reply long_poll_server::reply_for(const cluster_state& c, poll_result result) const {
  switch (result) {
  case poll_result::work:
    return protocol_.reply(c.work);
  case poll_result::no_work:
    return no_content();
  case poll_result::unauthorized:
    break;
  }
  return problem_reply(403, "this address is not that of a task that may poll here");
}

std::chrono::milliseconds long_poll_server::wait_of(const http_request& request) const {
  const auto i = request.query.find("wait");
  const auto asked = i == request.query.end() || i->second.size() > 4 ? 0 : std::atoi(i->second.c_str());
  return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(asked), {}, limits_.longest_wait);
}

void long_poll_server::expire_loop() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    calls todo;
    const auto now = clock::now();
    auto next = now + std::chrono::hours(1);
    for (auto& [_, c] : clusters_) {
      perform(c, c.queue.expire(now), todo);
      next = std::min(next, c.queue.next_expiry().value_or(next));
    }
    if (todo.empty()) {
      changed_.wait_until(lock, next);
      continue;
    }
    lock.unlock();
    for (const auto& call : todo)
      call();
    lock.lock();
  }
}

} // namespace signalbox
