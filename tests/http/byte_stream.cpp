#include "tests/http/byte_stream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace signalbox::conformance {
namespace {

sockaddr_in address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1)
    throw std::runtime_error("not an address: " + address);
  return to;
}

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

int milliseconds_until(steady::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

SSL_CTX* client_context() {
  static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  return context;
}

} // namespace

byte_stream::byte_stream(int descriptor) : descriptor_(descriptor) {
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

byte_stream::byte_stream(byte_stream&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), tls_(std::move(other.tls_)) {}

byte_stream::~byte_stream() { close(); }

void byte_stream::ssl_deleter::operator()(SSL* tls) const { SSL_free(tls); }

byte_stream byte_stream::connect(const std::string& address, std::uint16_t port, const std::string& from) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    throw std::system_error(errno, std::generic_category(), "socket");
  const auto to = address_of(address, port);
  if (!from.empty()) {
    const auto own = address_of(from, 0);
    ::bind(descriptor, generic(own), sizeof own);
  }
  if (::connect(descriptor, generic(to), sizeof to) != 0) {
    const int error = errno;
    ::close(descriptor);
    throw std::system_error(error, std::generic_category(), "connect to " + address + ':' + std::to_string(port));
  }
  return byte_stream(descriptor);
}

void byte_stream::start_tls(const std::string& server_name, const std::string& protocol) {
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK);
  tls_.reset(SSL_new(client_context()));
  SSL_set_fd(tls_.get(), descriptor_);
  SSL_set_tlsext_host_name(tls_.get(), server_name.c_str());
  std::string offered;
  offered += static_cast<char>(protocol.size());
  offered += protocol;
  SSL_set_alpn_protos(tls_.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                      static_cast<unsigned>(offered.size()));
  ERR_clear_error();
  if (SSL_connect(tls_.get()) != 1)
    throw std::runtime_error("the TLS handshake for " + server_name + " failed");
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

void byte_stream::take(inbox& into) {
  char buffer[65536];
  bool arrived = false;
  while (into.end == ending::open) {
    ssize_t count = 0;
    if (tls_) {
      ERR_clear_error();
      count = SSL_read(tls_.get(), buffer, sizeof buffer);
      if (count <= 0) {
        const int why = SSL_get_error(tls_.get(), static_cast<int>(count));
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
          break;
        into.end = why == SSL_ERROR_ZERO_RETURN || errno == 0 ? ending::closed : ending::reset;
        break;
      }
    } else {
      count = ::recv(descriptor_, buffer, sizeof buffer, 0);
      if (count < 0 && (errno == EAGAIN || errno == EINTR))
        break;
      if (count <= 0) {
        into.end = count == 0 ? ending::closed : ending::reset;
        break;
      }
    }
    into.bytes.append(buffer, static_cast<std::size_t>(count));
    arrived = true;
  }
  if (arrived)
    into.arrivals.push_back({steady::now(), into.bytes.size()});
}

bool byte_stream::read(inbox& into, steady::time_point deadline, int stop) {
  const auto before = into.bytes.size();
  while (is_open() && into.end == ending::open && into.bytes.size() == before) {
    take(into);
    if (into.bytes.size() != before || into.end != ending::open)
      break;
    pollfd waiting[2]{{descriptor_, POLLIN, 0}, {stop, POLLIN, 0}};
    if (::poll(waiting, stop < 0 ? 1 : 2, milliseconds_until(deadline)) == 0 || (stop >= 0 && waiting[1].revents != 0))
      return false;
  }
  return into.bytes.size() != before;
}

bool byte_stream::write(std::string_view bytes, inbox& into, steady::time_point deadline) {
  while (!bytes.empty()) {
    if (!is_open())
      return false;
    const auto count = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                            : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    const bool wait = tls_ ? SSL_get_error(tls_.get(), static_cast<int>(count)) == SSL_ERROR_WANT_WRITE
                           : errno == EAGAIN || errno == EINTR;
    if (!wait)
      return false;
    pollfd waiting{descriptor_, static_cast<short>(POLLOUT | (into.end == ending::open ? POLLIN : 0)), 0};
    if (::poll(&waiting, 1, milliseconds_until(deadline)) == 0)
      return false;
    if ((waiting.revents & POLLIN) != 0)
      take(into);
  }
  return true;
}

void byte_stream::finish() {
  if (tls_)
    SSL_shutdown(tls_.get());
  ::shutdown(descriptor_, SHUT_WR);
}

void byte_stream::reset() {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void byte_stream::close() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
  descriptor_ = -1;
}

int listen_on(const std::string& address, std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return -1;
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto own = address_of(address, port);
  if (::bind(descriptor, generic(own), sizeof own) == 0 && ::listen(descriptor, 512) == 0)
    return descriptor;
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return -1;
}

} // namespace signalbox::conformance
