#include "messages/identity.hpp"

#include "messages/hex.hpp"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace signalbox {

digest digest_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), raw.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available in this OpenSSL");
  return {to_hex(std::span(raw).first(16))};
}

std::string to_hex(std::span<const unsigned char> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const auto b : bytes) {
    hex += digits[b >> 4];
    hex += digits[b & 15];
  }
  return hex;
}

std::string to_string(revision r) { return std::to_string(r.incarnation) + '.' + std::to_string(r.count); }

} // namespace signalbox
