// Base of the three engine clients.
#pragma once
#include "adapters/docker/engine_session.hpp"

#include <memory>
#include <utility>

namespace signalbox {

/// Owns a session. The destructor closes it: pending requests are answered with *unreachable*.
class session_owner {
public:
  session_owner(docker_io& io, const engine_address& address, std::shared_ptr<engine_metrics> metrics,
                client_options options)
      : session_(engine_session::make(io.thread(), address, std::move(metrics), options)) {}

  ~session_owner() {
    session_->thread().post([session = session_] { session->close("the client was closed"); });
  }
  session_owner(const session_owner&) = delete;
  session_owner& operator=(const session_owner&) = delete;

  engine_session& operator*() const { return *session_; }
  engine_session* operator->() const { return session_.get(); }
  const std::shared_ptr<engine_session>& get() const { return session_; }

private:
  std::shared_ptr<engine_session> session_;
};

} // namespace signalbox
