#include "wire.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl.hpp>

namespace signalbox::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

template <class Stream>
class carrier_by : public carrier {
public:
  template <class... Args>
  explicit carrier_by(Args&&... args) : stream_{std::forward<Args>(args)...} {}

  beast::tcp_stream& socket() override { return beast::get_lowest_layer(stream_); }
  void read(asio::mutable_buffer into, on_size done) override { stream_.async_read_some(into, std::move(done)); }
  void write(asio::const_buffer from, on_size done) override { stream_.async_write_some(from, std::move(done)); }

protected:
  Stream stream_;
};

class plain_carrier : public carrier_by<beast::tcp_stream> {
public:
  using carrier_by::carrier_by;
  void begin(on_done done) override { done({}); }
  void end(on_done done) override {
    beast::error_code failed;
    stream_.socket().shutdown(tcp::socket::shutdown_send, failed);
    asio::post(stream_.get_executor(), [done = std::move(done), failed] { done(failed); });
  }
};

class tls_carrier : public carrier_by<beast::ssl_stream<beast::tcp_stream>> {
public:
  using carrier_by::carrier_by;
  void begin(on_done done) override { stream_.async_handshake(asio::ssl::stream_base::server, std::move(done)); }
  void end(on_done done) override { stream_.async_shutdown(std::move(done)); }
};

} // namespace

std::unique_ptr<carrier> make_carrier(tcp::socket socket, asio::ssl::context* tls) {
  if (tls)
    return std::make_unique<tls_carrier>(std::move(socket), *tls);
  return std::make_unique<plain_carrier>(std::move(socket));
}

} // namespace signalbox::demo
