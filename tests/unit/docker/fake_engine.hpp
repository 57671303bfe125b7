// An engine over real sockets whose replies and faults a test scripts.
#pragma once
#include "adapters/docker/engine_address.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace signalbox::test {

/// One accepted connection, on its own thread. A script must not assert, because Catch supports one thread only.
class peer {
public:
  peer(int fd, ssl_st* tls) : fd_(fd), tls_(tls) {}
  /// The next request as `GET /v1.41/tasks?… BODY`; empty once the client has closed.
  std::string request();
  /// Answers pings with this version, and returns the next other request.
  std::string next(const std::string& version = "1.41");
  void send(const std::string& bytes);
  /// Returns when the client has closed.
  void until_closed();

private:
  std::string read_some();
  int fd_;
  ssl_st* tls_;
  std::string unread_;
};

/// `200` with this JSON.
std::string ok(const std::string& body, const std::string& more_headers = {});
std::string answer(unsigned status, const std::string& body, const std::string& more_headers = {});
/// A ping's answer.
std::string pong(const std::string& version, const std::string& more_headers = {});
/// Head of an endless answer, and a part of it.
std::string endless_head();
std::string chunk(const std::string& bytes);

/// The folder of certificates: `ca.pem`, `server.pem`, `server.key` (for `localhost` and 127.0.0.1), `client.pem`,
/// `client.key`, and `other-ca.pem`, which signed nothing.
const std::string& certificates();

class fake_engine {
public:
  /// Called for each connection; `nth` counts from 1. The connection is closed when it returns.
  using script = std::function<void(peer&, int nth)>;
  enum class listens { unix_socket, tcp, tls, tls_with_client_certificate };

  explicit fake_engine(script s, listens how = listens::unix_socket);
  ~fake_engine();
  fake_engine(const fake_engine&) = delete;
  fake_engine& operator=(const fake_engine&) = delete;

  /// With TLS: the host `localhost`, the right authority, and no client certificate.
  engine_address address() const { return address_; }
  int connections() const { return connections_; }

private:
  void listen_unix();
  void listen_tcp();
  void accept_all();
  void serve(int fd, int nth);

  script script_;
  ssl_ctx_st* context_ = nullptr;
  int listener_ = -1;
  engine_address address_;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  bool over_ = false;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

} // namespace signalbox::test
