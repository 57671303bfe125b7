// A core that answers, but not with what an agent can use.
#pragma once
#include "tests/support/catch.hpp"

#include <atomic>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace signalbox::test {

/// Accepts connections on a port and answers each with the same bytes, whatever it is asked.
class broken_core {
public:
  broken_core(std::uint16_t port, std::string bytes) : bytes_(std::move(bytes)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    ::listen(listening_, 16);
    thread_ = std::thread([this] { serve(); });
  }
  ~broken_core() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  int answered() const { return answered_; }

private:
  void serve() {
    for (;;) {
      const int client = ::accept(listening_, nullptr, nullptr);
      if (client < 0)
        return;
      char asked[65536];
      (void)!::recv(client, asked, sizeof asked, 0);
      (void)!::send(client, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
      ::shutdown(client, SHUT_WR);
      ::recv(client, asked, sizeof asked, 0);
      ::close(client);
      ++answered_;
    }
  }
  std::string bytes_;
  int listening_ = -1;
  std::atomic<int> answered_{0};
  std::thread thread_;
};

/// Takes connections, and never says a word.
class silent_core {
public:
  explicit silent_core(std::uint16_t port) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    ::listen(listening_, 16);
    thread_ = std::thread([this] {
      for (int client = 0; (client = ::accept(listening_, nullptr, nullptr)) >= 0; ++asked_)
        clients_.push_back(client);
    });
  }
  ~silent_core() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
    for (const int c : clients_)
      ::close(c);
  }
  int asked() const { return asked_; }

private:
  int listening_ = -1;
  std::vector<int> clients_;
  std::atomic<int> asked_{0};
  std::thread thread_;
};

} // namespace signalbox::test
