#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"

#include <fstream>

using namespace signalbox;
using namespace signalbox::test;
using listens = fake_engine::listens;

TEST_CASE_METHOD(client_fixture, "the engine's certificate must be signed by the authority") {
  fake_engine engine(willing, listens::tls);
  auto address = engine.address();
  address.ca_cert = certificates() + "/other-ca.pem";
  CHECK(contains(nodes(*source(address)), "the engine's certificate is not accepted: "));
  address.ca_cert.clear();
  CHECK(contains(nodes(*source(address)), "the engine's certificate is not accepted: "));
  address.verify = false;
  CHECK(nodes(*source(address)) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "the engine's certificate must name its host") {
  fake_engine engine(willing, listens::tls);
  auto address = engine.address();
  address.host = "127.0.0.1";
  CHECK(nodes(*source(address)) == "1 node");
  address.host = "127.1"; // another name for the loopback address
  CHECK(contains(nodes(*source(address)), "the engine's certificate is not accepted: "));
  address.verify = false;
  CHECK(nodes(*source(address)) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "the client certificate is sent if the engine requests one") {
  fake_engine engine(willing, listens::tls_with_client_certificate);
  auto address = engine.address();
  CHECK_FALSE(nodes(*source(address)) == "1 node");
  address.cert = certificates() + "/client.pem";
  address.key = certificates() + "/client.key";
  CHECK(check_certificates(address).empty());
  CHECK(nodes(*source(address)) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "a certificate that cannot be read is reported with its key and path") {
  fake_engine engine(willing, listens::tls);
  auto address = engine.address();
  address.ca_cert = "/nonexistent/ca.pem";
  CHECK(contains(nodes(*source(address)), "TLSCACert: /nonexistent/ca.pem cannot be used: "));
}

TEST_CASE_METHOD(client_fixture, "a key of another certificate is reported without its content") {
  fake_engine engine(willing, listens::tls);
  auto address = engine.address();
  address.cert = certificates() + "/client.pem";
  address.key = certificates() + "/server.key";
  const auto why = nodes(*source(address));
  CHECK(contains(why, "TLSKey: "));
  CHECK_FALSE(contains(why, "BEGIN"));
}

TEST_CASE_METHOD(client_fixture, "TLS to a plain port, and plain HTTP to a TLS port, fail") {
  fake_engine plain(
      [](peer& p, int) {
        p.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        p.until_closed();
      },
      listens::tcp);
  auto address = plain.address();
  address.transport = engine_transport::tls;
  CHECK(contains(nodes(*eager_source(address)), "cannot connect: TLS handshake: "));
  fake_engine tls(willing, listens::tls);
  address = tls.address();
  address.transport = engine_transport::tcp;
  CHECK_FALSE(nodes(*eager_source(address)) == "1 node");
}
