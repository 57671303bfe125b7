#include "tests/support/catch.hpp"
#include "tests/unit/config/load_support.hpp"

#include <algorithm>

using namespace signalbox;

namespace {

std::string two(const std::string& a, const std::string& b) {
  return problems_of("[Extensions.a]\nServiceCluster = \"a\"\n" + a + "\n[Extensions.b]\nServiceCluster = \"b\"\n" + b +
                     '\n');
}

std::string ports(const std::string& mode, int plain, int tls) {
  return "PublishMode = \"" + mode + "\"\nPublishedPort = " + std::to_string(plain) +
         "\nPublishedSSLPort = " + std::to_string(tls);
}

} // namespace

TEST_CASE("host ports may be equal, because clusters have different nodes") {
  CHECK(two(ports("host", 80, 443), ports("host", 80, 443)) == "");
}

TEST_CASE("an ingress port is taken on every node") {
  CHECK(two(ports("ingress", 80, 443), ports("ingress", 8080, 8443)) == "");
  auto both = two(ports("ingress", 80, 443), ports("ingress", 80, 443));
  CHECK(mentions(both, "error 9:17 PublishedPort = 80 of [Extensions.b] is also PublishedPort of [Extensions.a]"));
  CHECK(mentions(both, "error 10:20 PublishedSSLPort = 443"));
  CHECK(mentions(two(ports("ingress", 80, 443), ports("host", 80, 444)), "PublishedPort = 80 of [Extensions.b]"));
  CHECK(mentions(two(ports("host", 80, 443), ports("ingress", 443, 8443)),
                 "PublishedPort = 443 of [Extensions.b] is also PublishedSSLPort of [Extensions.a]"));
}

TEST_CASE("two blocks with the default ports collide; the problem names the block") {
  CHECK(mentions(two("", ""), "error 4:1 PublishedPort = 8080 of [Extensions.b]"));
}

TEST_CASE("a port that is not published collides with nothing") {
  CHECK(two(ports("ingress", 0, 0), ports("ingress", 0, 0)) == "");
}

TEST_CASE("within a block the ports of HTTP and TLS differ") {
  CHECK(mentions(problems_of("[Extensions.x]\n" + ports("host", 80, 80)),
                 "error 4:20 PublishedSSLPort = 80 is PublishedPort of the same block"));
  CHECK(mentions(problems_of("[Extensions.x]\nTargetSSLPort = 80\n"), "TargetSSLPort = 80 is TargetPort of the same"));
}

TEST_CASE("a port that could not be read is not compared") {
  auto found = two(ports("ingress", 8080, 443), "PublishedPort = \"8080\"\nPublishedSSLPort = 444");
  CHECK(std::count(found.begin(), found.end(), '\n') == 1);
}

TEST_CASE("an application belongs to one cluster") {
  auto found = problems_of("[Extensions.a]\nServiceCluster = \"x\"\n" + ports("host", 80, 443) +
                           "\n[Extensions.b]\nServiceCluster = \"x\"\n" + ports("host", 80, 443) + '\n');
  CHECK(found == "error 7:18 ServiceCluster \"x\" is already that of Extensions.a.ServiceCluster (f:2:18) | "
                 "give each block its own: an application belongs to one cluster\n");
}

TEST_CASE("the names of services are unique") {
  auto same = [](const std::string& a, const std::string& b) {
    return two(a + '\n' + ports("host", 80, 443), b + '\n' + ports("host", 80, 443));
  };
  CHECK(mentions(same("ProxyServiceName = \"p\"", "ProxyServiceName = \"p\""),
                 "the service name \"p\" is already that of Extensions.a.ProxyServiceName (f:3:20)"));
  CHECK(mentions(same("ServiceName = \"p\"", "ProxyServiceName = \"p\""), "Extensions.a.ServiceName"));
  CHECK(mentions(same("ProxyServiceName = \"interlock-proxy-b\"", ""),
                 "error 7:1 the service name \"interlock-proxy-b\""));
  CHECK(mentions(problems_of("[Extensions.x]\nServiceName = \"p\"\nProxyServiceName = \"p\"\n"), "already that of"));
}

TEST_CASE("a service name derived from the block's name must be valid in Swarm") {
  CHECK(mentions(problems_of("[Extensions.\"eu.west\"]\nServiceName = \"ext\"\n"), "set ProxyServiceName"));
  CHECK(!mentions(problems_of("[Extensions.\"eu.west\"]\nServiceName = \"ext\"\nProxyServiceName = \"proxy\"\n"),
                  "error"));
  CHECK(mentions(problems_of("[Extensions." + std::string(60, 'x') + "]\n"), "longer than the 63 characters"));
  CHECK(mentions(problems_of("[Extensions.\"a b\"]\n"), "is not a name for a block"));
}

TEST_CASE("TLSCert and TLSKey need each other; without TLS, TLSCACert gets a warning") {
  auto top = [](const std::string& keys) { return problems_of(keys + "\n[Extensions.x]\n"); };
  CHECK(mentions(top("DockerURL = \"tcp://m:2376\"\nTLSCert = \"c\""), "error 2:11 TLSCert is there without TLSKey"));
  CHECK(mentions(top("DockerURL = \"tcp://m:2376\"\nTLSKey = \"k\""), "error 2:10 TLSKey is there without TLSCert"));
  CHECK(top("DockerURL = \"tcp://m:2376\"\nTLSCert = \"c\"\nTLSKey = \"k\"") == "");
  CHECK(mentions(top("TLSCACert = \"c\""), "warning 1:13 TLSCACert is not used"));
}
