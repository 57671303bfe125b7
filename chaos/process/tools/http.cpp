#include "chaos/process/tools/http.hpp"

#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace signalbox::chaos {

namespace {

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  return at;
}

sockaddr_in tcp_address(const std::string& address) {
  sockaddr_in at{};
  const auto colon = address.rfind(':');
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + colon + 1)));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &at.sin_addr);
  return at;
}

template <class Address>
bool connects(int socket, const Address& at) {
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
}

std::string everything_from(int socket) {
  std::string all;
  char bytes[65536];
  for (ssize_t n; (n = ::recv(socket, bytes, sizeof bytes, 0)) != 0;) {
    if (n < 0)
      return {}; // the deadline, or broken off
    all.append(bytes, static_cast<std::size_t>(n));
  }
  return all;
}

} // namespace

int connect_to(const std::string& address, std::chrono::milliseconds deadline) {
  const bool local = address.starts_with('/');
  const int socket = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{deadline.count() / 1000, deadline.count() % 1000 * 1000};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (local ? connects(socket, unix_address(address)) : connects(socket, tcp_address(address)))
    return socket;
  ::close(socket);
  return -1;
}

int listen_at(const std::string& path) {
  ::unlink(path.c_str());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto at = unix_address(path);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 && ::listen(socket, 128) == 0)
    return socket;
  std::perror(path.c_str());
  std::exit(1);
}

bool send_all(int socket, const char* bytes, std::size_t count) {
  while (count > 0) {
    const auto n = ::send(socket, bytes, count, MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    bytes += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

http_answer ask(const std::string& address, const std::string& method, const std::string& target,
                const std::string& host, const std::string& body, std::chrono::milliseconds deadline) {
  const int socket = connect_to(address, deadline);
  if (socket < 0)
    return {};
  auto request = method + ' ' + target + " HTTP/1.0\r\nHost: " + host + "\r\n";
  if (!body.empty())
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  request += "\r\n" + body;
  http_answer answer;
  if (send_all(socket, request.data(), request.size())) {
    const auto all = everything_from(socket);
    const auto head = all.find("\r\n\r\n");
    if (head != std::string::npos) {
      answer.status = std::atoi(all.c_str() + 9);
      answer.body = all.substr(head + 4);
    }
  }
  ::close(socket);
  return answer;
}

} // namespace signalbox::chaos
