// A plain HTTP/1.1 client that returns how a request failed. Blocking; one for each thread.
#pragma once
#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace signalbox::bench {

inline sockaddr_in address_of(const char* address, const char* port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  inet_pton(AF_INET, address, &to.sin_addr);
  return to;
}

class client {
public:
  client(const sockaddr_in& to, std::string host) : to_(to), host_(std::move(host)) {}
  ~client() { close(); }
  client(const client&) = delete;

  void close() {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = -1;
    in_.clear();
  }
  /// Empty: a complete 200. Keeps the connection unless the server announced its end.
  std::string get(const std::string& path, bool keep, std::chrono::milliseconds pause = {}) {
    if (fd_ < 0 && !open())
      return "connect";
    const auto ask = "GET " + path + " HTTP/1.1\r\nHost: " + host_ + (keep ? "" : "\r\nConnection: close") + "\r\n\r\n";
    if (::send(fd_, ask.data(), ask.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(ask.size()))
      return drop("send");
    std::size_t head = 0;
    while ((head = in_.find("\r\n\r\n")) == in_.npos)
      if (!more(16384))
        return drop(in_.empty() ? "closed before the answer" : "closed in the header");
    const auto status = in_.substr(9, 3);
    const auto length = in_.find("Content-Length: ");
    if (length == in_.npos || length > head)
      return drop("no length, status " + status);
    const auto size = static_cast<std::size_t>(std::atoll(in_.c_str() + length + 16));
    const bool announced = in_.substr(0, head).find("Connection: close") != in_.npos;
    while (in_.size() < head + 4 + size) {
      if (!more(65536))
        return drop("closed in the body");
      if (pause.count() > 0)
        std::this_thread::sleep_for(pause);
    }
    in_.erase(0, head + 4 + size);
    if (announced || !keep)
      close();
    return status == "200" ? "" : "status " + status;
  }
  std::uint64_t opened = 0;

private:
  bool open() {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval limit{10, 0};
    const int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++opened;
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to_), sizeof to_) == 0)
      return true;
    close();
    return false;
  }
  bool more(std::size_t most) {
    std::vector<char> bytes(most);
    const auto n = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (n > 0)
      in_.append(bytes.data(), static_cast<std::size_t>(n));
    return n > 0;
  }
  std::string drop(std::string why) {
    close();
    return why;
  }

  sockaddr_in to_;
  std::string host_, in_;
  int fd_ = -1;
};

} // namespace signalbox::bench
