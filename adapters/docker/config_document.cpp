#include "adapters/docker/config_document.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

namespace signalbox {

std::string base64(const std::string& bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0'); // one more for a NUL, which is removed
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

std::string from_base64(const std::string& text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = text.size() - (text.find_last_not_of('=') + 1);
  if (size < 0 || padding > 2 || static_cast<std::size_t>(size) < padding)
    return {};
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

std::string config_document(const std::string& name, const label_map& labels, const std::string* data) {
  nlohmann::json document = {{"Name", name}, {"Labels", labels}};
  if (data != nullptr)
    document["Data"] = *data;
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace signalbox
