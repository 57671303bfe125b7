#include "tests/agent/free_ports.hpp"

#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox::test {
namespace {

bool is_free(std::uint16_t port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = ::bind(probe, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  ::close(probe);
  return bound;
}

} // namespace

std::uint16_t free_ports() {
  constexpr std::uint16_t first = 20000, last = 32000, ports_in_a_row = 5;
  static auto next = static_cast<std::uint16_t>(first + ::getpid() % 1000 * 10);
  for (int attempt = 0; attempt < last - first; ++attempt) {
    const auto base = next;
    next = static_cast<std::uint16_t>(next + ports_in_a_row > last ? first : next + ports_in_a_row);
    bool all = true;
    for (std::uint16_t i = 0; i < ports_in_a_row; ++i)
      all = all && is_free(static_cast<std::uint16_t>(base + i));
    if (all)
      return base;
  }
  throw std::runtime_error("no ports are free");
}

} // namespace signalbox::test
