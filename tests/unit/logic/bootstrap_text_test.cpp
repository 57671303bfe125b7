#include "actors/proxy/bootstrap.hpp"
#include "tests/support/catch.hpp"

#include <zlib.h>

using namespace signalbox;

namespace {

std::string unpacked(const std::string& packed, std::size_t size) {
  std::string text(size + 1, '\0');
  z_stream z{};
  REQUIRE(inflateInit2(&z, MAX_WBITS + 16) == Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = reinterpret_cast<Bytef*>(text.data());
  z.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
  text.resize(z.total_out);
  inflateEnd(&z);
  return text;
}

} // namespace

TEST_CASE("a text within Docker's limit is unchanged, a larger one is compressed") {
  const auto small = std::make_shared<const std::string>("events {}");
  CHECK(bootstrap_text(small) == small);
  std::string many;
  for (int i = 0; i < 20000; ++i)
    many += "server_name host-" + std::to_string(i) + ".example.com; proxy_pass http://up-" + std::to_string(i) + ";\n";
  const auto large = std::make_shared<const std::string>(many);
  const auto packed = bootstrap_text(large);
  CHECK(packed->size() < 1'000'000);
  CHECK(unpacked(*packed, many.size()) == many);
  CHECK(*bootstrap_text(large) == *packed);
}
