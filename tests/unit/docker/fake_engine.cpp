#include "tests/unit/docker/fake_engine.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <csignal>
#include <cstring>
#include <openssl/ssl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace signalbox::test {

namespace {

void check(bool good, const char* what) {
  if (!good)
    throw std::runtime_error(std::string("the fake engine cannot ") + what);
}

ssl_ctx_st* server_context(bool client_certificate) {
  const auto& dir = certificates();
  auto* context = SSL_CTX_new(TLS_server_method());
  check(SSL_CTX_use_certificate_chain_file(context, (dir + "/server.pem").c_str()) == 1, "read its certificate");
  check(SSL_CTX_use_PrivateKey_file(context, (dir + "/server.key").c_str(), SSL_FILETYPE_PEM) == 1, "read its key");
  if (client_certificate) {
    check(SSL_CTX_load_verify_locations(context, (dir + "/ca.pem").c_str(), nullptr) == 1, "read its authority");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

// OpenSSL writes without MSG_NOSIGNAL. SIGPIPE is blocked in this thread only: the client must not raise it.
void forgive_broken_pipes() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::size_t body_size(const std::string& head) {
  const std::string name = "Content-Length: ";
  const auto at = head.find(name);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

} // namespace

std::string peer::read_some() {
  char buffer[65536];
  const auto size = tls_ ? SSL_read(tls_, buffer, sizeof buffer) : ::recv(fd_, buffer, sizeof buffer, 0);
  return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string{};
}

std::string peer::request() {
  for (;;) {
    const auto end = unread_.find("\r\n\r\n");
    if (end != std::string::npos && unread_.size() >= end + 4 + body_size(unread_.substr(0, end))) {
      const auto size = body_size(unread_.substr(0, end));
      auto text = unread_.substr(0, unread_.find(" HTTP/1.1")) + ' ' + unread_.substr(end + 4, size);
      unread_.erase(0, end + 4 + size);
      return text;
    }
    const auto more = read_some();
    if (more.empty())
      return {};
    unread_ += more;
  }
}

std::string peer::next(const std::string& version) {
  for (;;) {
    auto text = request();
    if (!text.starts_with("GET /_ping"))
      return text;
    send(pong(version));
  }
}

void peer::send(const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto left = bytes.size() - sent;
    const auto size = tls_ ? SSL_write(tls_, bytes.data() + sent, static_cast<int>(left))
                           : ::send(fd_, bytes.data() + sent, left, MSG_NOSIGNAL);
    if (size <= 0)
      return;
    sent += static_cast<std::size_t>(size);
  }
}

void peer::until_closed() {
  while (!read_some().empty()) {
  }
}

std::string answer(unsigned status, const std::string& body, const std::string& more_headers) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + more_headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string ok(const std::string& body, const std::string& more_headers) { return answer(200, body, more_headers); }

std::string pong(const std::string& version, const std::string& more_headers) {
  return answer(200, "OK", "Api-Version: " + version + "\r\n" + more_headers);
}

std::string endless_head() {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(const std::string& bytes) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

fake_engine::fake_engine(script s, listens how) : script_(std::move(s)) {
  if (how == listens::unix_socket)
    listen_unix();
  else
    listen_tcp();
  if (how == listens::tls || how == listens::tls_with_client_certificate) {
    context_ = server_context(how == listens::tls_with_client_certificate);
    address_.transport = engine_transport::tls;
    address_.host = "localhost";
    address_.ca_cert = certificates() + "/ca.pem";
  }
  check(::listen(listener_, 64) == 0, "listen");
  acceptor_ = std::thread([this] { accept_all(); });
}

void fake_engine::listen_unix() {
  static std::atomic<int> count{0};
  address_.path = "/tmp/signalbox-fake-" + std::to_string(::getpid()) + '-' + std::to_string(++count) + ".sock";
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::strncpy(name.sun_path, address_.path.c_str(), sizeof name.sun_path - 1);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::unlink(address_.path.c_str());
  check(::bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0, "bind its socket");
}

void fake_engine::listen_tcp() {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof name;
  check(::bind(listener_, reinterpret_cast<sockaddr*>(&name), size) == 0, "bind its port");
  check(::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size) == 0, "find its port");
  address_.transport = engine_transport::tcp;
  address_.host = "127.0.0.1";
  address_.port = ntohs(name.sin_port);
}

fake_engine::~fake_engine() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    for (const int fd : open_)
      ::shutdown(fd, SHUT_RDWR);
  }
  acceptor_.join();
  for (auto& t : threads_)
    t.join();
  ::close(listener_);
  if (!address_.path.empty())
    ::unlink(address_.path.c_str());
  SSL_CTX_free(context_);
}

void fake_engine::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0)
      return;
    const std::lock_guard lock(mutex_);
    if (over_) {
      ::close(fd);
      return;
    }
    open_.push_back(fd);
    threads_.emplace_back([this, fd, nth = ++connections_] { serve(fd, nth); });
  }
}

void fake_engine::serve(int fd, int nth) {
  forgive_broken_pipes();
  ssl_st* tls = nullptr;
  if (context_ != nullptr) {
    tls = SSL_new(context_);
    SSL_set_fd(tls, fd);
  }
  if (tls == nullptr || SSL_accept(tls) == 1) {
    peer p(fd, tls);
    script_(p, nth);
  }
  SSL_free(tls);
  const std::lock_guard lock(mutex_);
  open_.erase(std::find(open_.begin(), open_.end(), fd));
  ::close(fd);
}

} // namespace signalbox::test
