// The subscribers of /events.
#pragma once
#include "adapters/http/http_message.hpp"
#include "tests/support/engine_double/filters.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace signalbox::twin {

/// Delivery of events: sent, lost, or held back until the next `pass`.
enum class event_flow { pass, lose, hold };

class event_hub {
public:
  void publish(json event);
  /// Sends the events since `since` (nanoseconds) of the buffer of the last 256, then all new events.
  void join(std::shared_ptr<stream_writer> to, filter_set filters, std::int64_t since);
  /// Closes every stream.
  void drop();
  void set_flow(event_flow flow);
  std::size_t listeners();

private:
  struct listener {
    std::shared_ptr<stream_writer> to;
    filter_set filters;
  };
  void send(const json& event);
  void forget_gone();

  std::vector<listener> listeners_;
  std::deque<json> recent_, held_;
  event_flow flow_ = event_flow::pass;
};

} // namespace signalbox::twin
