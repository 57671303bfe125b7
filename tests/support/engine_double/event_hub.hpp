// Everybody who listens on /events.
#pragma once
#include "adapters/http/http_message.hpp"
#include "tests/support/engine_double/filters.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace signalbox::twin {

/// What happens to events on their way out: passed on, lost, or held back until they are passed on again.
enum class event_flow { pass, lose, hold };

class event_hub {
public:
  void publish(json event);
  /// Sends what is in the buffer of the last 256 events from `since` on (nanoseconds), then everything to come.
  void join(std::shared_ptr<stream_writer> to, filter_set filters, std::int64_t since);
  /// Breaks every stream off.
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
