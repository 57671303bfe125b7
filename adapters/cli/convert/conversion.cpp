#include "adapters/cli/convert/conversion.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace signalbox {

std::vector<foreign_service> read_inspected(const std::string& json) {
  std::vector<foreign_service> services;
  try {
    const auto all = nlohmann::json::parse(json);
    if (!all.is_array())
      throw std::runtime_error("it is no list");
    for (const auto& s : all) {
      const auto& spec = s.at("Spec");
      foreign_service f{spec.at("Name").get<std::string>(), {}};
      if (spec.contains("Labels") && spec.at("Labels").is_object())
        f.labels = spec.at("Labels").get<label_map>();
      services.push_back(std::move(f));
    }
  } catch (const std::exception& e) {
    throw std::runtime_error(std::string("that is not what `docker service inspect` prints: ") + e.what());
  }
  return services;
}

bool has_unsupported(const conversions& all) {
  return std::any_of(all.begin(), all.end(), [](const conversion& c) {
    return c.unguarded || std::any_of(c.notes.begin(), c.notes.end(), [](const conversion_note& n) {
             return n.level == conversion_note::kind::unsupported;
           });
  });
}

} // namespace signalbox
