#include "messages/identity.hpp"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace signalbox {

digest digest_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), raw.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available in this OpenSSL");
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < 16; ++i) {
    hex += digits[raw[i] >> 4];
    hex += digits[raw[i] & 15];
  }
  return {hex};
}

std::string to_string(revision r) { return std::to_string(r.incarnation) + '.' + std::to_string(r.count); }

} // namespace signalbox
