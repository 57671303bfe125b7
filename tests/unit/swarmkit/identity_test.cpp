#include "adapters/swarmkit/identity.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/swarmkit/manager_double.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace signalbox;
using namespace signalbox::test;

namespace {

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

constexpr const char* of_2020 = R"(-----BEGIN CERTIFICATE-----
MIIBNTCB3AIBATAKBggqhkjOPQQDAjAnMRYwFAYDVQQLDA1zd2FybS1tYW5hZ2Vy
MQ0wCwYDVQQDDARub2RlMB4XDTIwMDEwMTAwMDAwMFoXDTIwMDEwMjAwMDAwMFow
JzEWMBQGA1UECwwNc3dhcm0tbWFuYWdlcjENMAsGA1UEAwwEbm9kZTBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABBGcjlpne5G3/1eiAG+wC4iO6Pd/ZfxfmHweHWXq
hzdaqo1dZCOkTXTrzfj8yT2J9E9cDe23gX+3AzdXgF0XQzowCgYIKoZIzj0EAwID
SAAwRQIhAJDBu8FMWCRwSqYxkXaWrv4Kng3EViySUReJE08hqXG1AiAo0vjZMFiX
jCPSlrMT2mT7RgeAO1ESKi5v0v8mzyRG4w==
-----END CERTIFICATE-----
)";

std::string read(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string cause(const std::string& folder) {
  const auto found = read_identity(folder);
  const auto* none = std::get_if<no_identity>(&found);
  return none ? none->cause : "";
}

} // namespace

TEST_CASE_METHOD(manager_double, "a manager's identity is read, and SwarmKit's own headers are left out of the key") {
  const auto found = read_identity(certificates());
  REQUIRE(std::holds_alternative<node_identity>(found));
  const auto& who = std::get<node_identity>(found);
  CHECK(read(certificates() + "/swarm-node.key").find("kek-version") != std::string::npos);
  CHECK(who.key.find("kek-version") == std::string::npos);
  CHECK(who.key.find("BEGIN PRIVATE KEY") != std::string::npos);
  CHECK(who.certificate == read(certificates() + "/swarm-node.crt"));
  CHECK(who.authority == read(certificates() + "/swarm-root-ca.crt"));
}

TEST_CASE_METHOD(manager_double, "if a file is missing, the identity is absent") {
  const std::string file = GENERATE("swarm-node.crt", "swarm-node.key", "swarm-root-ca.crt");
  std::filesystem::remove(certificates() + '/' + file);
  CHECK(cause(certificates()) == "absent");
  CHECK(cause(folder() + "/nowhere") == "absent");
}

TEST_CASE_METHOD(manager_double, "an encrypted key means that the Swarm is locked, and is not shown") {
  write(certificates() + "/swarm-node.key",
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nc2VjcmV0\n");
  CHECK(cause(certificates()) == "locked");
  write(certificates() + "/swarm-node.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n");
  const auto found = read_identity(certificates());
  REQUIRE(std::holds_alternative<no_identity>(found));
  CHECK(std::get<no_identity>(found).cause == "locked");
  CHECK(std::get<no_identity>(found).why.find("c2VjcmV0") == std::string::npos);
}

TEST_CASE_METHOD(manager_double, "a worker's certificate is no identity") {
  renew_certificates("swarm-worker");
  CHECK(cause(certificates()) == "demoted");
}

TEST_CASE_METHOD(manager_double, "a malformed or expired certificate is no identity") {
  write(certificates() + "/swarm-node.crt", "no certificate\n");
  CHECK(cause(certificates()) == "unreadable");
  write(certificates() + "/swarm-node.crt", of_2020);
  CHECK(cause(certificates()) == "expired");
}
