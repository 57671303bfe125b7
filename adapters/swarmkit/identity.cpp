#include "adapters/swarmkit/identity.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sstream>

namespace signalbox {

namespace {

void wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

/// Throws `no_identity`.
std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(64u << 10, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto size = file.gcount();
  if (size == 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    throw no_identity{missing ? "absent" : "unreadable",
                      path + (missing ? " is not there" : std::string(" cannot be read: ") + std::strerror(errno))};
  }
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// Removes SwarmKit's PEM headers (`kek-version: 0`), which OpenSSL would take for the headers of an encrypted key.
std::string without_headers(std::string pem) {
  std::string plain;
  plain.reserve(pem.size());
  for (std::size_t at = 0; at < pem.size();) {
    const auto end = std::min(pem.find('\n', at), pem.size() - 1) + 1;
    if (std::string_view(pem).substr(at, end - at).find(": ") == std::string_view::npos)
      plain.append(pem, at, end - at);
    at = end;
  }
  wipe(pem);
  return plain;
}

/// Throws `no_identity`.
void check(const std::string& path, const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                                X509_free);
  if (!certificate)
    throw no_identity{"unreadable", path + " is no certificate"};
  char role[64] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_organizationalUnitName, role, sizeof role);
  if (std::strcmp(role, "swarm-manager") != 0)
    throw no_identity{"demoted", "this node is not a manager of its Swarm"};
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0)
    throw no_identity{"expired", path + " has expired"};
}

} // namespace

node_identity::~node_identity() { wipe(key); }

std::variant<node_identity, no_identity> read_identity(const std::string& folder) {
  try {
    node_identity who;
    who.certificate = read_file(folder + "/swarm-node.crt");
    check(folder + "/swarm-node.crt", who.certificate);
    who.authority = read_file(folder + "/swarm-root-ca.crt");
    who.key = read_file(folder + "/swarm-node.key");
    if (who.key.find("ENCRYPTED") != std::string::npos)
      return no_identity{"locked", "the Swarm is locked (autolock), so its key cannot be used"};
    who.key = without_headers(std::move(who.key));
    return who;
  } catch (const no_identity& error) {
    return error;
  }
}

} // namespace signalbox
