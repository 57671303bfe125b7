// A core that answers, but not with what an agent can use.
#pragma once
#include "tests/support/catch.hpp"

#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace signalbox::test {

/// A loopback port, and a thread that accepts until the end.
class loopback_listener {
public:
  explicit loopback_listener(std::uint16_t port) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    ::listen(listening_, 16);
  }
  loopback_listener(const loopback_listener&) = delete;
  ~loopback_listener() {
    stop();
    ::close(listening_);
  }
  /// Has every connection taken by `take`, one after the other.
  void start(std::function<void(int client)> take) {
    thread_ = std::thread([this, take = std::move(take)] {
      for (int client = 0; (client = ::accept(listening_, nullptr, nullptr)) >= 0;)
        take(client);
    });
  }
  /// After it, `take` is not called any more.
  void stop() {
    ::shutdown(listening_, SHUT_RDWR);
    if (thread_.joinable())
      thread_.join();
  }

private:
  int listening_ = -1;
  std::thread thread_;
};

/// Answers each connection with the same bytes, whatever it is asked.
class broken_core {
public:
  broken_core(std::uint16_t port, std::string bytes) : bytes_(std::move(bytes)), listener_(port) {
    listener_.start([this](int client) { serve(client); });
  }
  ~broken_core() { listener_.stop(); }
  int answered() const { return answered_; }

private:
  void serve(int client) {
    char asked[65536];
    (void)!::recv(client, asked, sizeof asked, 0);
    (void)!::send(client, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
    ::shutdown(client, SHUT_WR);
    ::recv(client, asked, sizeof asked, 0);
    ::close(client);
    ++answered_;
  }
  std::string bytes_;
  std::atomic<int> answered_{0};
  loopback_listener listener_;
};

/// Takes connections, and never says a word.
class silent_core {
public:
  explicit silent_core(std::uint16_t port) : listener_(port) {
    listener_.start([this](int client) {
      clients_.push_back(client);
      ++asked_;
    });
  }
  ~silent_core() {
    listener_.stop();
    for (const int c : clients_)
      ::close(c);
  }
  int asked() const { return asked_; }

private:
  std::vector<int> clients_;
  std::atomic<int> asked_{0};
  loopback_listener listener_;
};

} // namespace signalbox::test
