#include "adapters/docker/decode_swarm.hpp"
#include "adapters/docker/event_stream.hpp"
#include "adapters/docker/query.hpp"
#include "adapters/docker/session_owner.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_set>

namespace signalbox {

namespace {

// With more ids than this, the request line costs more than the whole list.
constexpr std::size_t most_ids = 200;

engine_request get(const std::string& path, const std::map<std::string, std::vector<std::string>>& filters = {}) {
  return {"GET", with_filters(path, filters), {}, "GET " + path};
}

template <class T>
using decoder = listed<T> (*)(std::string_view);

/// Decodes, and keeps the elements for which `is_wanted` is true: the engine's filters also match prefixes of ids.
template <class T, class Predicate>
deferred<listed<T>> later(engine_reply reply, decoder<T> decode, Predicate is_wanted) {
  auto shared = std::make_shared<engine_reply>(std::move(reply));
  return [shared, decode, is_wanted]() -> listed<T> {
    if (!shared->ok())
      return listing_failed{why_of(*shared)};
    auto all = decode(shared->body);
    if (auto* found = std::get_if<std::vector<T>>(&all))
      found->erase(std::remove_if(found->begin(), found->end(), [&](const T& x) { return !is_wanted(x); }),
                   found->end());
    return all;
  };
}

using id_set = std::shared_ptr<const std::unordered_set<std::string>>;

id_set as_set(const std::vector<std::string>& ids) {
  return std::make_shared<const std::unordered_set<std::string>>(ids.begin(), ids.end());
}

bool holds(const id_set& ids, const std::string& id) { return ids->empty() || ids->count(id) != 0; }

/// Synchronises the I/O thread with the thread that ends the subscription. Recursive, because the sink may end it.
struct gate {
  std::recursive_mutex mutex;
  std::function<void(feed_event)> sink;
  bool open = true;
};

class stream_subscription : public subscription {
public:
  stream_subscription(std::shared_ptr<engine_thread> thread, std::shared_ptr<event_stream> stream,
                      std::shared_ptr<gate> g)
      : thread_(std::move(thread)), stream_(std::move(stream)), gate_(std::move(g)) {}

  ~stream_subscription() override {
    {
      const std::lock_guard lock(gate_->mutex);
      gate_->open = false;
    }
    thread_->post([stream = stream_] { stream->close("the subscription has ended"); });
  }

private:
  std::shared_ptr<engine_thread> thread_;
  std::shared_ptr<event_stream> stream_;
  std::shared_ptr<gate> gate_;
};

class docker_source : public swarm_source {
public:
  docker_source(docker_io& io, const engine_address& address, std::shared_ptr<engine_metrics> metrics,
                client_options options)
      : io_(io.thread()), address_(address), metrics_(metrics), session_(io, address, metrics, options) {}

  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    auto g = std::make_shared<gate>();
    g->sink = std::move(sink);
    const auto guarded = [g](feed_event event) {
      const std::lock_guard lock(g->mutex);
      if (g->open)
        g->sink(std::move(event));
    };
    auto stream = std::make_shared<event_stream>(io_, address_, metrics_, session_->options(), guarded);
    io_->adopt(stream);
    io_->post([stream] { stream->start(); });
    return std::make_unique<stream_subscription>(io_, stream, g);
  }

  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override {
    const bool all = ids.empty() || ids.size() > most_ids;
    auto request = all ? get("/services") : get("/services", {{"id", ids}});
    session_->call(std::move(request), [wanted = as_set(ids), done = std::move(done)](engine_reply reply) {
      done(later<swarm_service>(std::move(reply), decode_services,
                                [wanted](const swarm_service& s) { return holds(wanted, s.id); }));
    });
  }

  void list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) override {
    const auto wanted = as_set(service_ids);
    const bool all = service_ids.empty() || service_ids.size() > most_ids;
    auto answer = [wanted, done = std::move(done)](engine_reply reply) {
      done(later<swarm_task>(std::move(reply), decode_tasks,
                             [wanted](const swarm_task& t) { return holds(wanted, t.service_id); }));
    };
    const auto everything = get("/tasks", {{"desired-state", {"running"}}});
    if (all)
      return session_->call(everything, std::move(answer));
    // If one of the services no longer exists, the engine refuses the whole request: then all tasks are listed, and
    // filtered here.
    session_->call(get("/tasks", {{"desired-state", {"running"}}, {"service", service_ids}}),
                   [session = session_.get(), everything, answer = std::move(answer)](engine_reply reply) {
                     if (reply.status == 404)
                       session->call(everything, answer);
                     else
                       answer(std::move(reply));
                   });
  }

  void list_nodes(on_answer<listed<swarm_node>> done) override {
    session_->call(get("/nodes"), [done = std::move(done)](engine_reply reply) {
      done(later<swarm_node>(std::move(reply), decode_nodes, [](const swarm_node&) { return true; }));
    });
  }

  void list_networks(on_answer<listed<swarm_network>> done) override {
    session_->call(get("/networks", {{"scope", {"swarm"}}}), [done = std::move(done)](engine_reply reply) {
      done(later<swarm_network>(std::move(reply), decode_networks, [](const swarm_network&) { return true; }));
    });
  }

  void list_secrets(on_answer<listed<swarm_secret>> done) override {
    session_->call(get("/secrets"), [done = std::move(done)](engine_reply reply) {
      done(later<swarm_secret>(std::move(reply), decode_secrets, [](const swarm_secret&) { return true; }));
    });
  }

private:
  std::shared_ptr<engine_thread> io_;
  engine_address address_;
  std::shared_ptr<engine_metrics> metrics_;
  session_owner session_;
};

} // namespace

std::shared_ptr<swarm_source> make_swarm_source(docker_io& io, const engine_address& address,
                                                std::shared_ptr<engine_metrics> metrics, client_options options) {
  return std::make_shared<docker_source>(io, address, std::move(metrics), options);
}

} // namespace signalbox
