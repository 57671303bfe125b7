#include "tests/unit/docker/fake_engine.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace signalbox::test {

namespace {

constexpr const char* recipe = R"(set -e
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
authority() { openssl req -x509 $new -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"; }
signed() {
  openssl req $new -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$1.ext"
  openssl x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -extfile "$1.ext" -in "$1.csr" -out "$1.pem"
}
authority ca; authority other-ca; signed server; signed client
)";

class directory {
public:
  directory() {
    char name[] = "/tmp/signalbox-certificates-XXXXXX";
    if (::mkdtemp(name) == nullptr)
      throw std::runtime_error("cannot make a directory for certificates");
    path_ = name;
    const auto command = "cd " + path_ + " && (" + recipe + ") >log 2>&1";
    if (std::system(command.c_str()) != 0)
      throw std::runtime_error("openssl cannot make certificates, see " + path_ + "/log");
  }
  ~directory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

} // namespace

const std::string& certificates() {
  static const directory made;
  return made.path();
}

} // namespace signalbox::test
