#include "adapters/longpoll/extension_server.hpp"

#include "adapters/longpoll/token.hpp"
#include "adapters/longpoll/typed_long_poll_server.hpp"

#include <atomic>
#include <random>

namespace signalbox {

namespace {

constexpr std::string_view extensions_path = "/v1/extensions/";

/// A render request on the server. The id is unique across cores.
struct published_request {
  std::string id;
  std::uint64_t number = 0;
  std::shared_ptr<const std::string> text;
};

using polls = typed_long_poll_server<published_request, extension_poll_event, extension_event>;

bool is_unanswered(const published_request& request, const extension_poll_event& poll) {
  return request.id != poll.request;
}

http_reply reply_with_request(const published_request& request) {
  http_reply reply;
  reply.type = "application/json";
  reply.body = *request.text;
  return reply;
}

std::vector<std::string> names_in(const std::map<std::string, cluster_settings>& clusters) {
  std::vector<std::string> names;
  for (const auto& [name, _] : clusters)
    names.push_back(name);
  return names;
}

std::string random_mark() {
  std::random_device random;
  char text[17] = {};
  std::snprintf(text, sizeof text, "%08x%08x", random(), random());
  return text;
}

} // namespace

class extension_server::impl {
public:
  impl(std::map<std::string, cluster_settings> clusters, long_poll_limits limits)
      : clusters_(std::move(clusters)),
        polls_(std::make_shared<polls>(names_in(clusters_), is_unanswered, reply_with_request, limits)) {}

  polls& server() const { return *polls_; }

  void request(const cluster_id& cluster, const render_request& request) {
    published_request placed{mark_ + '-' + std::to_string(++requests_), request.number, {}};
    placed.text =
        std::make_shared<const std::string>(request_text(placed.id, *request.routes, clusters_.at(cluster.value)));
    {
      const std::lock_guard lock{mutex_};
      newest_[cluster.value] = {placed.id, placed.number};
    }
    polls_->offer(cluster, std::move(placed));
  }

  http_reply handle(const http_request& request) {
    const auto cluster = request.path.substr(extensions_path.size());
    if (!polls_->knows(cluster))
      return problem_reply(404, "there is no cluster of this name that has an extension service");
    auto read = read_poll(request.body);
    if (const auto* malformed = std::get_if<malformed_poll>(&read)) {
      report_malformed(cluster, request.peer, *malformed);
      return problem_reply(400, malformed->why);
    }
    auto& poll = std::get<extension_poll>(read);
    const auto& token = clusters_.at(cluster).agent_token;
    if (!token.empty() && !is_same_token(poll.token, token))
      return problem_reply(403, "the poll does not show the token of this cluster");
    poll.event.answer = of_newest_request(cluster, poll);
    return polls_->reply_to(cluster, request, std::move(poll.event));
  }

  /// The cluster of the request's path if the caller has the address of one of its extension tasks; else empty.
  std::string caller(const http_request& head) {
    const auto cluster = head.path.starts_with(extensions_path) ? head.path.substr(extensions_path.size()) : "";
    return polls_->knows(cluster) && polls_->is_authorized_address(cluster, head.peer) ? cluster : "";
  }
  void too_long(const http_request& head) {
    if (const auto cluster = caller(head); !cluster.empty())
      polls_->tell(cluster, malformed_poll{malformed_poll::kind::too_long,
                                           "what it sends is longer than " +
                                               std::to_string(longest_extension_poll >> 20) + " MiB"});
  }

private:
  void report_malformed(const std::string& cluster, const std::string& peer, const malformed_poll& malformed) {
    if (polls_->is_authorized_address(cluster, peer))
      polls_->tell(cluster, malformed);
  }

  /// None for an answer to an older request, which is dropped: the task gets the newer request in reply.
  std::optional<extension_answer> of_newest_request(const std::string& cluster, extension_poll& poll) {
    const std::lock_guard lock{mutex_};
    const auto newest = newest_.find(cluster);
    if (!poll.answer || newest == newest_.end() || newest->second.id != poll.event.request)
      return {};
    return extension_answer{newest->second.number, std::move(*poll.answer)};
  }

  struct known_request {
    std::string id;
    std::uint64_t number = 0;
  };
  const std::map<std::string, cluster_settings> clusters_;
  const std::string mark_ = random_mark();
  std::shared_ptr<polls> polls_;
  std::atomic<std::uint64_t> requests_{0};
  std::mutex mutex_;
  std::map<std::string, known_request> newest_;
};

extension_server::extension_server(const std::vector<cluster_settings>& clusters, long_poll_limits limits) {
  std::map<std::string, cluster_settings> with_service;
  for (const auto& c : clusters)
    if (!c.image.empty())
      with_service[c.id.value] = c;
  impl_ = std::make_shared<impl>(std::move(with_service), limits);
}

std::unique_ptr<subscription> extension_server::listen(const cluster_id& cluster,
                                                       std::function<void(extension_event)> sink) {
  return impl_->server().listen(cluster, std::move(sink));
}

void extension_server::request(const cluster_id& cluster, render_request request) { impl_->request(cluster, request); }

void extension_server::authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
  impl_->server().authorize(cluster, std::move(tasks));
}

http_route extension_server::endpoint() {
  return {std::string{extensions_path},
          path_match::prefix,
          [i = impl_](const http_request& r) { return i->handle(r); },
          {"POST"}};
}

void extension_server::widen(http_limits& limits) {
  limits.body_bytes_of = [i = impl_, usual = limits.body_bytes](const http_request& head) {
    return i->caller(head).empty() ? usual : longest_extension_poll;
  };
  limits.body_refused = [i = impl_](const http_request& head) { i->too_long(head); };
}

} // namespace signalbox
