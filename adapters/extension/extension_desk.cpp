#include "adapters/extension/extension_desk.hpp"

#include "adapters/agent/agent_key.hpp"

#include <atomic>
#include <random>

namespace signalbox {

namespace {

constexpr std::string_view prefix = "/v1/extensions/";

/// An order on the desk. Its id tells it from every other one, whichever core it came from.
struct placed_order {
  std::string id;
  std::uint64_t number = 0;
  std::shared_ptr<const std::string> text;
};

using desk = poll_desk<placed_order, extension_word, extension_event>;

desk::rules rules() {
  return {[](const placed_order& order, const extension_word& word) { return order.id != word.order; },
          [](const placed_order& order) {
            http_reply reply;
            reply.type = "application/json";
            reply.body = *order.text;
            return reply;
          }};
}

std::vector<std::string> names_in(const std::map<std::string, cluster_settings>& clusters) {
  std::vector<std::string> names;
  for (const auto& [name, _] : clusters)
    names.push_back(name);
  return names;
}

std::string fresh_mark() {
  std::random_device random;
  char text[17] = {};
  std::snprintf(text, sizeof text, "%08x%08x", random(), random());
  return text;
}

} // namespace

class extension_desk::impl {
public:
  impl(std::map<std::string, cluster_settings> clusters, desk_policy policy)
      : clusters_(std::move(clusters)), desk_(std::make_shared<desk>(names_in(clusters_), rules(), policy)) {}

  const std::shared_ptr<desk>& polls() const { return desk_; }

  void order(const cluster_id& cluster, const extension_order& order) {
    placed_order placed{mark_ + '-' + std::to_string(++orders_), order.number, {}};
    placed.text =
        std::make_shared<const std::string>(order_text(placed.id, *order.routes, clusters_.at(cluster.value)));
    {
      const std::lock_guard lock{mutex_};
      newest_[cluster.value] = {placed.id, placed.number};
    }
    desk_->offer(cluster, std::move(placed));
  }

  http_reply handle(const http_request& request) {
    const auto cluster = request.path.substr(prefix.size());
    if (!desk_->knows(cluster))
      return problem_reply(404, "there is no cluster of this name that has an extension service");
    auto read = read_poll(request.body);
    if (const auto* nonsense = std::get_if<extension_nonsense>(&read)) {
      tell_nonsense(cluster, request.peer, *nonsense);
      return problem_reply(400, nonsense->why);
    }
    auto& poll = std::get<extension_poll>(read);
    const auto& token = clusters_.at(cluster).agent_token;
    if (!token.empty() && !is_same_token(poll.token, token))
      return problem_reply(403, "the poll does not show the token of this cluster");
    poll.word.answer = of_newest_order(cluster, poll);
    return desk_->reply_to(cluster, request, std::move(poll.word));
  }

  /// Of the cluster that the request is for, if one of its extension's tasks calls; else empty.
  std::string caller(const http_request& head) {
    const auto cluster = head.path.starts_with(prefix) ? head.path.substr(prefix.size()) : "";
    return desk_->knows(cluster) && desk_->is_admitted(cluster, head.peer) ? cluster : "";
  }
  void too_long(const http_request& head) {
    if (const auto cluster = caller(head); !cluster.empty())
      desk_->tell(cluster, extension_nonsense{extension_nonsense::kind::too_long,
                                              "what it sends is longer than " +
                                                  std::to_string(longest_extension_poll >> 20) + " MiB"});
  }

private:
  void tell_nonsense(const std::string& cluster, const std::string& peer, const extension_nonsense& nonsense) {
    if (desk_->is_admitted(cluster, peer))
      desk_->tell(cluster, nonsense);
  }

  /// An answer to an older order is of no use: the newer one follows at once.
  std::optional<extension_answer> of_newest_order(const std::string& cluster, extension_poll& poll) {
    const std::lock_guard lock{mutex_};
    const auto newest = newest_.find(cluster);
    if (!poll.answer || newest == newest_.end() || newest->second.id != poll.word.order)
      return {};
    return extension_answer{newest->second.number, std::move(*poll.answer)};
  }

  struct known_order {
    std::string id;
    std::uint64_t number = 0;
  };
  const std::map<std::string, cluster_settings> clusters_;
  const std::string mark_ = fresh_mark();
  std::shared_ptr<desk> desk_;
  std::atomic<std::uint64_t> orders_{0};
  std::mutex mutex_;
  std::map<std::string, known_order> newest_;
};

extension_desk::extension_desk(const std::vector<cluster_settings>& clusters, desk_policy policy) {
  std::map<std::string, cluster_settings> with_service;
  for (const auto& c : clusters)
    if (!c.image.empty())
      with_service[c.id.value] = c;
  impl_ = std::make_shared<impl>(std::move(with_service), policy);
}

std::unique_ptr<subscription> extension_desk::listen(const cluster_id& cluster,
                                                     std::function<void(extension_event)> sink) {
  return desk::listen(impl_->polls(), cluster, std::move(sink));
}

void extension_desk::order(const cluster_id& cluster, extension_order order) { impl_->order(cluster, order); }

void extension_desk::admit(const cluster_id& cluster, std::vector<admitted_task> tasks) {
  impl_->polls()->admit(cluster, std::move(tasks));
}

http_route extension_desk::endpoint() {
  return {
      std::string{prefix}, path_match::prefix, [i = impl_](const http_request& r) { return i->handle(r); }, {"POST"}};
}

void extension_desk::widen(http_limits& limits) {
  limits.body_bytes_of = [i = impl_, usual = limits.body_bytes](const http_request& head) {
    return i->caller(head).empty() ? usual : longest_extension_poll;
  };
  limits.body_refused = [i = impl_](const http_request& head) { i->too_long(head); };
}

} // namespace signalbox
