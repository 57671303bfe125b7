#include "actors/proxy/bootstrap.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <zlib.h>

namespace signalbox {

std::optional<bootstrap_config> bootstrap_of(const managed_spec& spec) {
  const auto config = spec.configs.find(bootstrap_path);
  const auto store_index = spec.environment.find(owned::store_index_variable);
  if (config == spec.configs.end() || store_index == spec.environment.end())
    return {};
  bootstrap_config bootstrap{config->second, 0};
  std::from_chars(store_index->second.data(), store_index->second.data() + store_index->second.size(),
                  bootstrap.store_index);
  return bootstrap;
}

bool is_left_half_way(const service_observation& seen) {
  const bool stopped = seen.service->update_state == "paused" || seen.service->update_state == "rollback_paused";
  const auto bootstrap = bootstrap_of(seen.service->spec);
  return stopped && bootstrap && std::any_of(seen.tasks.begin(), seen.tasks.end(), [&](const service_task& t) {
           return t.state == "running" && bootstrap_config{t.config, t.bootstrap_index} != *bootstrap;
         });
}

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
