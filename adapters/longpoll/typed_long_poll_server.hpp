// `long_poll_server` with the types of one protocol.
#pragma once
#include "adapters/longpoll/long_poll_server.hpp"

#include <variant>

namespace signalbox {

/// `Report`: a task's report, with its id in `task`. `Event`: a variant of `Report`, `unknown_caller` and others.
template <class Work, class Report, class Event>
class typed_long_poll_server : public long_poll_server {
public:
  using work_test = bool (*)(const Work&, const Report&);
  using reply_writer = http_reply (*)(const Work&);

  typed_long_poll_server(const std::vector<std::string>& clusters, work_test has_work, reply_writer reply,
                         long_poll_limits limits)
      : long_poll_server(clusters,
                         {[has_work](const opaque& work, const opaque& report) {
                            return has_work(value<Work>(work), std::get<Report>(value<Event>(report)));
                          },
                          [reply](const opaque& work) { return reply(value<Work>(work)); },
                          [](unknown_caller caller) { return std::make_shared<const Event>(std::move(caller)); }},
                         limits) {}

  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(Event)> take) {
    return add_listener(cluster, [take = std::move(take)](const opaque& event) { take(value<Event>(event)); });
  }
  void offer(const cluster_id& cluster, Work work) {
    offer_work(cluster, std::make_shared<const Work>(std::move(work)));
  }
  http_reply reply_to(const std::string& cluster, const http_request& request, Report report) {
    auto task = report.task;
    return reply_later(cluster, request, std::move(task), std::make_shared<const Event>(std::move(report)));
  }
  void tell(const std::string& cluster, Event event) {
    notify(cluster, std::make_shared<const Event>(std::move(event)));
  }

private:
  template <class T>
  static const T& value(const opaque& of) {
    return *static_cast<const T*>(of.get());
  }
};

} // namespace signalbox
