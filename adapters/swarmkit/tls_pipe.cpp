#include "adapters/swarmkit/tls_pipe.hpp"

#include "adapters/swarmkit/file_handle.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

namespace signalbox {

namespace {

using clock = std::chrono::steady_clock;
using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using certificate_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr const char* manager_name = "swarm-manager"; // name in every manager's certificate
constexpr unsigned char protocols[] = "\2h2";

bio_ptr reader(const std::string& pem) { return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free}; }

certificate_ptr next_certificate(BIO* pem) { return {PEM_read_bio_X509(pem, nullptr, nullptr, nullptr), X509_free}; }

/// OpenSSL's newest error text, which contains no part of a key.
std::string reason() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* text = ERR_reason_error_string(code);
  return text ? text : "TLS failed";
}

/// Bytes of one direction that are not written yet.
struct buffer {
  std::array<char, 16384> bytes;
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
  void filled(std::size_t size) { begin = 0, end = size; }
};

} // namespace

struct tls_pipe::parts {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, SSL_free};
  file_handle peer, plain, plain_end, stopped{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  buffer out, in;
  mutable std::mutex mutex;
  std::string refusal;
  std::thread thread;

  void load(const node_identity& who);
  bool wait(short peer_events, short plain_events, int timeout);
  std::optional<task_stream_down> shake_hands(clock::time_point until);
  void pump();
  bool move(short& peer_events);
  bool read_tls(short& peer_events);
  bool write_tls(short& peer_events);
  bool read_plain();
  bool write_plain();
  bool goes_on(int result, short& peer_events);
};

void tls_pipe::parts::load(const node_identity& who) {
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof protocols - 1);
  const auto authority = reader(who.authority), chain = reader(who.certificate), key = reader(who.key);
  while (const auto c = next_certificate(authority.get()))
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), c.get());
  if (const auto leaf = next_certificate(chain.get()))
    SSL_CTX_use_certificate(context.get(), leaf.get());
  while (const auto c = next_certificate(chain.get()))
    SSL_CTX_add1_chain_cert(context.get(), c.get());
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> private_key(
      PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  SSL_CTX_use_PrivateKey(context.get(), private_key.get());
  ERR_clear_error(); // OpenSSL reports the end of each PEM text as an error
}

/// False once `stop` was called, or after the timeout.
bool tls_pipe::parts::wait(short peer_events, short plain_events, int timeout) {
  pollfd all[] = {{stopped.get(), POLLIN, 0}, {peer.get(), peer_events, 0}, {plain.get(), plain_events, 0}};
  const auto ready = ::poll(all, plain.get() < 0 ? 2 : 3, timeout);
  return (ready > 0 || (ready < 0 && errno == EINTR)) && all[0].revents == 0;
}

std::optional<task_stream_down> tls_pipe::parts::shake_hands(clock::time_point until) {
  for (;;) {
    const int result = SSL_connect(tls.get());
    if (result == 1)
      return {};
    short events = 0;
    if (!goes_on(result, events))
      return task_stream_down{"refused", "SwarmKit and this node disagree about TLS: " + refusal};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    if (left.count() <= 0 || !wait(events, 0, static_cast<int>(left.count())))
      return task_stream_down{"silent", "SwarmKit did not answer in time"};
  }
}

/// Whether OpenSSL only waits for the peer; adds the poll events that it waits for.
bool tls_pipe::parts::goes_on(int result, short& peer_events) {
  switch (SSL_get_error(tls.get(), result)) {
  case SSL_ERROR_WANT_READ:
    peer_events |= POLLIN;
    return true;
  case SSL_ERROR_WANT_WRITE:
    peer_events |= POLLOUT;
    return true;
  case SSL_ERROR_ZERO_RETURN:
    return false;
  default:
    const std::lock_guard lock(mutex);
    refusal = reason();
    return false;
  }
}

bool tls_pipe::parts::read_tls(short& peer_events) {
  const int size = SSL_read(tls.get(), in.bytes.data(), static_cast<int>(in.bytes.size()));
  if (size <= 0)
    return goes_on(size, peer_events);
  in.filled(static_cast<std::size_t>(size));
  return true;
}

bool tls_pipe::parts::write_tls(short& peer_events) {
  const int size = SSL_write(tls.get(), out.bytes.data() + out.begin, static_cast<int>(out.end - out.begin));
  if (size <= 0)
    return goes_on(size, peer_events);
  out.begin += static_cast<std::size_t>(size);
  return true;
}

bool tls_pipe::parts::read_plain() {
  const auto size = ::recv(plain.get(), out.bytes.data(), out.bytes.size(), 0);
  if (size > 0)
    out.filled(static_cast<std::size_t>(size));
  return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

bool tls_pipe::parts::write_plain() {
  const auto size = ::send(plain.get(), in.bytes.data() + in.begin, in.end - in.begin, MSG_NOSIGNAL);
  if (size > 0)
    in.begin += static_cast<std::size_t>(size);
  return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

/// Transfers the bytes that are available; false at the end of either side.
bool tls_pipe::parts::move(short& peer_events) {
  ERR_clear_error();
  return (!out.empty() || read_plain()) && (out.empty() || write_tls(peer_events)) &&
         (!in.empty() || read_tls(peer_events)) && (in.empty() || write_plain());
}

void tls_pipe::parts::pump() {
  for (;;) {
    short peer_events = 0;
    if (!move(peer_events))
      break;
    const auto plain_events = static_cast<short>((out.empty() ? POLLIN : 0) | (in.empty() ? 0 : POLLOUT));
    // OpenSSL may hold complete records, which poll does not report.
    const bool more = in.empty() && SSL_pending(tls.get()) > 0;
    if (in.empty())
      peer_events |= POLLIN;
    if (!more && !wait(peer_events, plain_events, -1))
      break;
  }
  ::shutdown(plain.get(), SHUT_RDWR);
  ::shutdown(peer.get(), SHUT_RDWR);
}

tls_pipe::tls_pipe(const node_identity& who) : parts_(std::make_unique<parts>()) { parts_->load(who); }

tls_pipe::~tls_pipe() {
  stop();
  if (parts_->thread.joinable())
    parts_->thread.join();
}

void tls_pipe::stop() {
  const std::uint64_t one = 1;
  (void)!::write(parts_->stopped.get(), &one, sizeof one);
}

std::optional<task_stream_down> tls_pipe::connect(const std::string& socket, std::chrono::milliseconds limit) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path)
    return task_stream_down{"unreachable", socket + " is too long for the path of a socket"};
  std::memcpy(address.sun_path, socket.c_str(), socket.size() + 1);
  auto& p = *parts_;
  p.peer = file_handle{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (::connect(p.peer.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return task_stream_down{"unreachable", socket + ": " + std::strerror(errno)};
  p.tls.reset(SSL_new(p.context.get()));
  SSL_set_fd(p.tls.get(), p.peer.get());
  SSL_set_tlsext_host_name(p.tls.get(), manager_name);
  SSL_set1_host(p.tls.get(), manager_name);
  if (auto error = p.shake_hands(clock::now() + limit))
    return error;
  int pair[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
    return task_stream_down{"unreachable", std::strerror(errno)};
  p.plain = file_handle{pair[0]};
  p.plain_end = file_handle{pair[1]};
  p.thread = std::thread([&p] { p.pump(); });
  return {};
}

int tls_pipe::take_plain_end() { return parts_->plain_end.release(); }

std::string tls_pipe::refusal() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->refusal;
}

} // namespace signalbox
