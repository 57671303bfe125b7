#include "actors/proxy/bootstrap_text.hpp"

#include <stdexcept>
#include <zlib.h>

namespace signalbox {

std::shared_ptr<const std::string> bootstrap_text(std::shared_ptr<const std::string> text, std::size_t most) {
  if (text->size() <= most)
    return text;
  z_stream z{};
  constexpr int gzip_format = 16;
  if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_format, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib cannot be used");
  std::string packed(deflateBound(&z, text->size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text->data()));
  z.avail_in = static_cast<uInt>(text->size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&z, Z_FINISH);
  packed.resize(z.total_out);
  deflateEnd(&z);
  if (ended != Z_STREAM_END)
    throw std::runtime_error("a configuration could not be compressed");
  return std::make_shared<const std::string>(std::move(packed));
}

} // namespace signalbox
