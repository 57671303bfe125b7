#include "server.hpp"

#include <CLI/CLI.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace demo = signalbox::demo;
using tcp = asio::ip::tcp;

namespace {

struct options {
  std::string listen = ":8080";
  unsigned short port = 0;
  unsigned drain = 0;
  std::string certificate, key; // both files, or none
  std::string clients;          // CA certificates of clients; without it no client certificate is requested
};

// The application of Interlock's walkthroughs has flags with one dash.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> given{argv + 1, argv + argc};
  for (auto& word : given)
    if (word.size() > 2 && word[0] == '-' && word[1] != '-')
      word.insert(0, "-");
  return {given.rbegin(), given.rend()};
}

tcp::endpoint endpoint(const options& wanted) {
  auto colon = wanted.listen.rfind(':');
  auto host = wanted.listen.substr(0, colon);
  auto digits = colon == std::string::npos ? "" : wanted.listen.substr(colon + 1);
  auto port = wanted.port;
  const auto* end = digits.data() + digits.size();
  if (!port && (std::from_chars(digits.data(), end, port).ptr != end || !port))
    throw std::invalid_argument{"--listen wants ADDRESS:PORT or :PORT, not '" + wanted.listen + "'"};
  return {host.empty() ? asio::ip::address_v4::any() : asio::ip::make_address(host), port};
}

std::optional<asio::ssl::context> tls(const options& wanted) {
  if (wanted.certificate.empty())
    return std::nullopt;
  asio::ssl::context made{asio::ssl::context::tls_server};
  made.use_certificate_chain_file(wanted.certificate);
  made.use_private_key_file(wanted.key.empty() ? wanted.certificate : wanted.key, asio::ssl::context::pem);
  if (!wanted.clients.empty()) {
    made.load_verify_file(wanted.clients);
    made.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }
  return made;
}

int serve(const options& wanted) {
  const auto* metadata = std::getenv("METADATA");
  asio::io_context context{1};
  tcp::acceptor acceptor{context, endpoint(wanted)};
  std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
  demo::server server{
      std::move(acceptor), {.instance = asio::ip::host_name(), .metadata = metadata ? metadata : ""}, tls(wanted)};
  server.start();

  asio::signal_set signals{context, SIGTERM, SIGINT};
  asio::steady_timer drained{context};
  signals.async_wait([&](boost::system::error_code, int) {
    drained.expires_after(std::chrono::seconds{wanted.drain});
    drained.async_wait([&](boost::system::error_code) { context.stop(); });
  });
  context.run();
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"The demo application of Signalbox: answers HTTP and says who it is."};
  options wanted;
  app.add_option("--listen", wanted.listen, "address and port to listen on")->capture_default_str();
  app.add_option("--port", wanted.port, "port to listen on, in place of the one in --listen");
  app.add_option("--drain", wanted.drain, "seconds to go on serving after SIGTERM")->capture_default_str();
  app.add_option("--tls-cert", wanted.certificate, "file with a certificate: with it the port speaks TLS");
  app.add_option("--tls-key", wanted.key, "file with the certificate's key, if it is not in the same");
  app.add_option("--tls-ca", wanted.clients, "file with an authority: clients have to show a certificate of it");
  try {
    app.parse(arguments(argc, argv));
    return serve(wanted);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::cerr << "signalbox-demo: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
