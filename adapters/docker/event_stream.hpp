// Subscription to the engine's event stream, with reconnects.
#pragma once
#include "adapters/docker/api_version.hpp"
#include "adapters/docker/engine_session.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>

namespace signalbox {

/// Connects, passes one event a line to the sink, and reconnects after a loss with capped exponential backoff and
/// jitter. `stream_up` is sent once the engine has answered 200, before any event. `stream_down` is sent when the
/// stream is lost, and when a connect attempt fails for another reason than the last one. While the stream is silent, a
/// request on a second connection checks the engine; TCP keepalive checks the stream's own connection.
class event_stream : public closable, public std::enable_shared_from_this<event_stream> {
public:
  using sink = std::function<void(feed_event)>;

  event_stream(std::shared_ptr<engine_thread> thread, engine_address address, std::shared_ptr<engine_metrics> metrics,
               client_options options, sink to);
  /// Call once, on the I/O thread.
  void start() { connect(); }
  void close(const std::string& why) override;

private:
  void connect();
  void subscribe(const std::string& version);
  void take_head(const response_reader& head);
  void take_body(const std::string& part);
  void hand_on_lines();
  void lost(const std::string& why);
  void check_later();
  void check();
  std::chrono::milliseconds next_backoff();

  std::shared_ptr<engine_thread> thread_;
  engine_address address_;
  std::shared_ptr<engine_metrics> metrics_;
  client_options options_;
  std::shared_ptr<engine_session> checker_;
  sink sink_;
  std::shared_ptr<http_connection> connection_;
  io_timer deadline_, retry_, pulse_;
  std::string unread_, error_body_, last_why_;
  unsigned status_ = 0;
  bool up_ = false, closed_ = false;
  std::uint64_t attempt_ = 0;
  std::chrono::milliseconds backoff_{0};
  std::chrono::steady_clock::time_point came_up_;
  std::minstd_rand random_{std::random_device{}()};
};

} // namespace signalbox
