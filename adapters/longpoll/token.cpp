#include "adapters/longpoll/token.hpp"

#include "messages/hex.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace signalbox {

namespace {
constexpr std::size_t shortest_key = 16;
} // namespace

std::variant<std::string, problem> read_agent_key(const std::string& file) {
  const auto wrong = [&](const std::string& what) {
    return problem{
        severity::error, "", "AgentKeyFile", file + ' ' + what,
        "openssl rand -hex 32 | docker secret create interlock.agents - ; then --secret interlock.agents for "
        "core's service, and AgentKeyFile = \"/run/secrets/interlock.agents\""};
  };
  std::ifstream in{file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    return wrong("cannot be read");
  const auto size = text.find_last_not_of(" \t\r\n") + 1;
  if (size < shortest_key)
    return wrong("holds fewer than 16 bytes");
  return text.substr(0, size);
}

std::string agent_token(const std::string& key, const cluster_id& cluster) {
  const auto text = "signalbox agent of " + cluster.value;
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
            text.size(), sum.data(), &size))
    throw std::runtime_error("OpenSSL has no HMAC-SHA256");
  return to_hex(std::span(sum).first(size));
}

bool is_same_token(const std::string& shown, const std::string& expected) {
  return shown.size() == expected.size() && CRYPTO_memcmp(shown.data(), expected.data(), expected.size()) == 0;
}

} // namespace signalbox
