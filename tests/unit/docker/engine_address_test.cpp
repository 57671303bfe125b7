#include "adapters/docker/engine_address.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

settings with_url(const std::string& url) {
  settings s;
  s.docker_url = url;
  return s;
}

std::string read(const settings& s) {
  const auto address = engine_address_of(s);
  if (const auto* p = std::get_if<problem>(&address))
    return "problem: " + to_string(*p);
  return to_string(std::get<engine_address>(address));
}

} // namespace

TEST_CASE("addresses are read, with Docker's default ports") {
  CHECK(read(settings{}) == "unix:///var/run/docker.sock");
  CHECK(read(with_url("tcp://10.0.0.5")) == "tcp://10.0.0.5:2375");
  CHECK(read(with_url("tcp://engine.example:1234/")) == "tcp://engine.example:1234");
  CHECK(read(with_url("http://[::1]:99")) == "tcp://[::1]:99");
  CHECK(read(with_url("https://host")) == "https://host:2376");
}

TEST_CASE("a certificate makes tcp a TLS connection, but not http") {
  auto s = with_url("tcp://host");
  s.tls_ca_cert = "/ca.pem";
  CHECK(read(s) == "https://host:2376");
  s.docker_url = "http://host";
  CHECK(read(s) == "tcp://host:2375");
  s.docker_url = "https://host";
  s.allow_insecure = true;
  CHECK_FALSE(std::get<engine_address>(engine_address_of(s)).verify);
}

TEST_CASE("an unusable address is a problem with a hint") {
  for (const char* url : {"", "/var/run/docker.sock", "unix://", "unix://x", "ssh://host", "tcp://", "tcp://:2375",
                          "tcp://host:", "tcp://host:0", "tcp://host:65536", "tcp://host:80x", "tcp://host/path",
                          "tcp://a b", "tcp://[::1", "tcp://[x]", "tcp://host\r\nX: y", "tcp://user@host"})
    CHECK(read(with_url(url)).starts_with("problem: DockerURL: '"));
  CHECK(read(with_url("unix:///" + std::string(200, 'x'))).find("107 bytes") != std::string::npos);
}

TEST_CASE("a client certificate without its key is a problem") {
  auto s = with_url("https://host");
  s.tls_cert = "/cert.pem";
  CHECK(read(s).starts_with("problem: TLSKey: "));
  s.tls_cert.clear();
  s.tls_key = "/key.pem";
  CHECK(read(s).starts_with("problem: TLSCert: "));
}

TEST_CASE("all unreadable certificate files are named") {
  auto s = with_url("https://host");
  s.tls_ca_cert = "/nonexistent/ca.pem";
  s.tls_cert = "/nonexistent/cert.pem";
  s.tls_key = "/nonexistent/key.pem";
  const auto wrong = check_certificates(std::get<engine_address>(engine_address_of(s)));
  REQUIRE(wrong.size() == 3);
  CHECK(wrong[0].where == "TLSCACert");
  CHECK(wrong[0].what.find("/nonexistent/ca.pem cannot be used: ") == 0);
  CHECK(wrong[2].where == "TLSKey");
  CHECK(check_certificates(std::get<engine_address>(engine_address_of(settings{}))).empty());
}
