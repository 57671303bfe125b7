// A client for any byte sequence: plain blocking sockets, with a deadline on every read.
#pragma once
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace signalbox {

class raw_client {
public:
  explicit raw_client(std::uint16_t port) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open(reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  explicit raw_client(const std::string& path) {
    fd_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, path.c_str(), sizeof to.sun_path - 1);
    open(reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  ~raw_client() { ::close(fd_); }
  raw_client(const raw_client&) = delete;

  bool send(const std::string& bytes) { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0; }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  /// Reads until `text` has arrived, the server has closed, or five seconds have passed.
  std::string read_until(const std::string& text) {
    while (in_.find(text) == std::string::npos && more()) {
    }
    auto cut = std::min(in_.size(), in_.find(text) == std::string::npos ? in_.size() : in_.find(text) + text.size());
    std::string found = in_.substr(0, cut);
    in_.erase(0, cut);
    return found;
  }
  /// Reads until the server has closed, or five seconds without data have passed; `closed` distinguishes the two.
  std::string read_all() {
    while (more()) {
    }
    return std::exchange(in_, {});
  }
  bool closed() const { return closed_; }

private:
  void open(sockaddr* to, socklen_t size) {
    if (::connect(fd_, to, size) != 0)
      throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
  }
  bool more() {
    pollfd ready{fd_, POLLIN, 0};
    if (closed_ || ::poll(&ready, 1, 5000) <= 0)
      return false;
    char bytes[65536];
    auto n = ::recv(fd_, bytes, sizeof bytes, 0);
    closed_ = n <= 0;
    if (n > 0)
      in_.append(bytes, static_cast<std::size_t>(n));
    return !closed_;
  }

  int fd_ = -1;
  bool closed_ = false;
  std::string in_;
};

/// Sends one request on its own connection; returns the whole answer, header and body.
inline std::string fetch(std::uint16_t port, const std::string& path, const std::string& method = "GET") {
  raw_client c(port);
  c.send(method + ' ' + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  return c.read_all();
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace signalbox
