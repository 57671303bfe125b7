#include "adapters/longpoll/token.hpp"
#include "tests/support/catch.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace signalbox;

namespace {

struct key_file {
  std::string name = "/tmp/signalbox-key-XXXXXX";
  explicit key_file(const std::string& text) {
    ::close(::mkstemp(name.data()));
    std::ofstream{name} << text;
  }
  ~key_file() { std::remove(name.c_str()); }
};

std::string error_with(const std::string& file) {
  const auto key = read_agent_key(file);
  const auto* p = std::get_if<problem>(&key);
  return p ? to_string(*p) : "none";
}

} // namespace

TEST_CASE("a key is read without the line feed at its end") {
  const key_file file{"0123456789abcdef\n"};
  CHECK(std::get<std::string>(read_agent_key(file.name)) == "0123456789abcdef");
}

TEST_CASE("a key that is missing or too short is a problem with a hint") {
  CHECK(error_with("/nowhere/key").find("/nowhere/key cannot be read") != std::string::npos);
  const key_file file{"short   \n                      "};
  CHECK(error_with(file.name).find("holds fewer than 16 bytes") != std::string::npos);
  CHECK(error_with(file.name).find("openssl rand -hex 32") != std::string::npos);
}

// printf 'signalbox agent of us-east' | openssl dgst -sha256 -hmac 0123456789abcdef
TEST_CASE("a token depends on key and cluster only") {
  const auto east = agent_token("0123456789abcdef", {"us-east"});
  CHECK(east == "3af0828df652092dc4faba7a960b749d5fcadbaeae7014fb08955ea75fce2c39");
  CHECK(agent_token("0123456789abcdef", {"us-west"}) != east);
  CHECK(agent_token("0123456789abcdeg", {"us-east"}) != east);
}

TEST_CASE("tokens are compared as a whole") {
  CHECK(is_same_token("abc", "abc"));
  CHECK_FALSE(is_same_token("abd", "abc"));
  CHECK_FALSE(is_same_token("ab", "abc"));
  CHECK_FALSE(is_same_token("", "abc"));
}
