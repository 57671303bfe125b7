#include "adapters/docker/asio_stream.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>

namespace signalbox {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace {

problem unusable(const char* key, const std::string& path, const boost::system::error_code& ec) {
  return {severity::error,
          {},
          key,
          printable(path, 200) + " cannot be used: " + printable(ec.message(), 120),
          "a path of a PEM file that this process may read"};
}

// Reads the certificate files of `address`, and returns all their problems.
problems load(ssl::context& context, const engine_address& address) {
  problems found;
  boost::system::error_code ec;
  const auto check = [&](const char* key, const std::string& path) {
    if (ec)
      found.push_back(unusable(key, path, ec));
  };
  if (address.ca_cert.empty()) {
    context.set_default_verify_paths(ec);
  } else {
    context.load_verify_file(address.ca_cert, ec);
    check("TLSCACert", address.ca_cert);
  }
  if (!address.cert.empty()) {
    context.use_certificate_chain_file(address.cert, ec);
    check("TLSCert", address.cert);
    context.use_private_key_file(address.key, ssl::context::pem, ec);
    check("TLSKey", address.key);
  }
  return found;
}

std::unique_ptr<ssl::context> make_context() {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  return context;
}

class tls_stream : public asio_stream<ssl::stream<tcp::socket>> {
public:
  /// `wrong`: problems of the certificate files that were loaded into the context.
  tls_stream(asio::io_context& io, engine_address address, std::unique_ptr<ssl::context> context, problems wrong)
      : asio_stream(io, *context), io_(io), context_(std::move(context)), address_(std::move(address)),
        wrong_(std::move(wrong)) {}

  void open(on_done done) override {
    on_open_ = std::move(done);
    if (!wrong_.empty()) {
      asio::post(io_, [me = shared_from_this(), this] { finish(on_open_, to_string(wrong_.front())); });
      return;
    }
    connect_tcp(socket_.next_layer(), closed_, address_,
                [me = shared_from_this(), this](const boost::system::error_code& ec) {
                  if (ec)
                    finish(on_open_, error_text(ec));
                  else if (!closed_)
                    shake_hands();
                });
  }

private:
  void shake_hands() {
    if (address_.verify) {
      socket_.set_verify_mode(ssl::verify_peer);
      socket_.set_verify_callback(ssl::host_name_verification(address_.host));
    }
    boost::system::error_code not_an_address;
    asio::ip::make_address(address_.host, not_an_address);
    if (not_an_address)
      SSL_set_tlsext_host_name(socket_.native_handle(), address_.host.c_str());
    socket_.async_handshake(ssl::stream_base::client,
                            [me = shared_from_this(), this](const boost::system::error_code& ec) {
                              finish(on_open_, ec ? handshake_error(ec) : std::string{});
                            });
  }

  std::string handshake_error(const boost::system::error_code& ec) {
    const auto verdict = SSL_get_verify_result(socket_.native_handle());
    if (address_.verify && verdict != X509_V_OK)
      return std::string("the engine's certificate is not accepted: ") + X509_verify_cert_error_string(verdict);
    return "TLS handshake: " + error_text(ec);
  }

  asio::io_context& io_;
  std::unique_ptr<ssl::context> context_;
  engine_address address_;
  problems wrong_;
};

} // namespace

problems check_certificates(const engine_address& address) {
  if (address.transport != engine_transport::tls)
    return {};
  return load(*make_context(), address);
}

std::shared_ptr<byte_stream> make_tls_stream(engine_thread& thread, const engine_address& address) {
  auto context = make_context();
  auto wrong = load(*context, address);
  return std::make_shared<tls_stream>(thread.inside().io, address, std::move(context), std::move(wrong));
}

} // namespace signalbox
