#include "adapters/http/listener.hpp"

#include "adapters/http/listen_address.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::serving {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

listen_error cannot_listen(const std::string& text, const error_code& why) {
  if (why == asio::error::address_in_use)
    return listen_error(text + "the address is in use by another process (choose another port, or stop the other one)");
  if (why == asio::error::access_denied)
    return listen_error(text + "not permitted (a port below 1024 needs root or CAP_NET_BIND_SERVICE)");
  if (why.value() == EADDRNOTAVAIL)
    return listen_error(text + "this machine has no such address");
  return listen_error(text + why.message());
}

bool somebody_listens(asio::io_context& io, const std::string& path) {
  asio::local::stream_protocol::socket probe(io);
  error_code failed;
  probe.connect(asio::local::stream_protocol::endpoint(path), failed);
  return !failed;
}

} // namespace

listener::listener(asio::io_context& io, const std::string& listen_addr, std::string setting)
    : io_(io), acceptor_(io), setting_(std::move(setting)) {
  auto address = parse_listen_address(listen_addr, setting_);
  if (auto* bad = std::get_if<bad_address>(&address))
    throw listen_error(bad->why);
  if (auto* at = std::get_if<unix_listen>(&address))
    bind_unix(at->path);
  else
    bind_tcp(listen_addr, std::get<tcp_listen>(address).host, std::get<tcp_listen>(address).port);
}

listener::~listener() { close(); }

std::string listener::about(const std::string& listen_addr) const { return setting_ + " = \"" + listen_addr + "\": "; }

error_code listener::bind(const endpoint& at, bool both_families) {
  error_code failed, ignored;
  acceptor_.close(ignored);
  acceptor_.open(asio::generic::stream_protocol(at.protocol().family(), at.protocol().protocol()), failed);
  if (!failed && at.protocol().family() != AF_UNIX)
    acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed && at.protocol().family() == AF_INET6)
    acceptor_.set_option(asio::ip::v6_only(!both_families), failed);
  if (!failed)
    acceptor_.bind(at, failed);
  if (!failed)
    acceptor_.listen(asio::socket_base::max_listen_connections, failed);
  return failed;
}

void listener::bind_tcp(const std::string& listen_addr, const std::string& host, std::uint16_t port) {
  error_code failed;
  if (host.empty()) {
    failed = bind(tcp::endpoint(tcp::v6(), port), true);
    if (failed && failed != asio::error::address_in_use && failed != asio::error::access_denied)
      failed = bind(tcp::endpoint(tcp::v4(), port), false); // the machine has no IPv6
  } else {
    tcp::resolver resolver(io_);
    auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, failed);
    if (failed)
      throw listen_error(about(listen_addr) + "the host cannot be resolved: " + failed.message());
    failed = bind(found.begin()->endpoint(), false);
  }
  if (failed)
    throw cannot_listen(about(listen_addr), failed);
  tcp::endpoint bound;
  auto local = acceptor_.local_endpoint();
  bound.resize(local.size());
  std::memcpy(bound.data(), local.data(), local.size());
  port_ = bound.port();
}

void listener::bind_unix(const std::string& path) {
  const std::string address = "unix://" + path;
  if (path.size() > 100)
    throw listen_error(about(address) + "the path of a unix socket may have 100 bytes at most");
  struct stat found {};
  if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) {
    if (somebody_listens(io_, path))
      throw cannot_listen(about(address), asio::error::address_in_use);
    ::unlink(path.c_str());
  }
  if (auto failed = bind(asio::local::stream_protocol::endpoint(path), false))
    throw cannot_listen(about(address), failed);
  path_ = path;
}

void listener::accept(std::function<void(error_code, client_socket)> done) { acceptor_.async_accept(std::move(done)); }

void listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  if (!path_.empty())
    ::unlink(path_.c_str());
  path_.clear();
}

} // namespace signalbox::serving
