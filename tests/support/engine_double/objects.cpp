#include "tests/support/engine_double/objects.hpp"

namespace signalbox::twin {

const char* word(state s) {
  static constexpr const char* words[] = {"new",    "pending",  "assigned", "accepted", "preparing",
                                          "ready",  "starting", "running",  "complete", "shutdown",
                                          "failed", "rejected", "remove"};
  return words[static_cast<int>(s)];
}

std::uint32_t address_pool::take() {
  const std::uint32_t size = 1u << (32 - prefix);
  for (std::uint32_t tried = 0; tried < size; ++tried) {
    last = last + 1 < size - 1 ? last + 1 : 2;
    if (taken.insert(last).second)
      return last;
  }
  return 0;
}

std::string address_pool::text(std::uint32_t offset) const {
  std::uint32_t a = base + offset;
  return std::to_string(a >> 24) + '.' + std::to_string(a >> 16 & 255) + '.' + std::to_string(a >> 8 & 255) + '.' +
         std::to_string(a & 255) + '/' + std::to_string(prefix);
}

} // namespace signalbox::twin
