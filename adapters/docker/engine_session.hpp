// The requests of one client: in order, one in flight, each with its deadline.
#pragma once
#include "adapters/docker/docker.hpp"
#include "adapters/docker/engine_reply.hpp"
#include "adapters/docker/engine_thread.hpp"
#include "adapters/docker/http_connection.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// `target` begins with `/` and excludes the API version. `endpoint` is the target with its ids replaced, for the
/// metrics.
struct engine_request {
  std::string method, target, body, endpoint;
};

/// Keeps one connection, negotiates the API version at each connect, and retries a GET once if the kept connection
/// turns out to be closed.
class engine_session : public closable, public std::enable_shared_from_this<engine_session> {
public:
  using on_reply = std::function<void(engine_reply)>;

  static std::shared_ptr<engine_session> make(std::shared_ptr<engine_thread> thread, engine_address address,
                                              std::shared_ptr<engine_metrics> metrics, client_options options);
  engine_session(std::shared_ptr<engine_thread> thread, engine_address address, std::shared_ptr<engine_metrics> metrics,
                 client_options options);

  /// On any thread. `done` runs once, on the I/O thread (at once on the caller's thread if the I/O thread has ended).
  void call(engine_request request, on_reply done);
  void close(const std::string& why) override;
  const client_options& options() const { return options_; }
  engine_thread& thread() const { return *thread_; }

private:
  struct job {
    engine_request request;
    on_reply done;
    std::chrono::steady_clock::time_point began;
    engine_reply reply;
    bool on_kept_connection = false, tried_again = false;
  };

  void next();
  void proceed();
  void connect();
  void find_version();
  void send();
  void take_end(const std::string& error, bool silent);
  void fail(const std::string& why, bool timed_out = false);
  void finish();
  void drop_connection();
  void count(const job& j) const;

  std::shared_ptr<engine_thread> thread_;
  engine_address address_;
  std::shared_ptr<engine_metrics> metrics_;
  client_options options_;
  std::deque<job> queue_;
  std::optional<job> current_;
  io_timer deadline_;
  std::shared_ptr<http_connection> connection_;
  std::string version_;
  std::uint64_t exchanges_ = 0; ///< completed on this connection
  std::string closed_;          ///< the reason; not empty: no request is accepted
};

} // namespace signalbox
