#include "adapters/cli/convert/conversion.hpp"

#include "adapters/cli/convert/container_labels.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace signalbox {
namespace {

label_map labels_in(const nlohmann::json& holder) {
  return holder.contains("Labels") && holder.at("Labels").is_object() ? holder.at("Labels").get<label_map>()
                                                                      : label_map{};
}

} // namespace

std::vector<foreign_service> read_inspected(const std::string& json) {
  std::vector<foreign_service> services;
  try {
    const auto all = nlohmann::json::parse(json);
    if (!all.is_array())
      throw std::runtime_error("it is no list");
    for (const auto& s : all) {
      const auto& spec = s.at("Spec");
      foreign_service f{spec.at("Name").get<std::string>(), labels_in(spec), {}};
      if (const nlohmann::json::json_pointer containers("/TaskTemplate/ContainerSpec"); spec.contains(containers))
        f.container_labels = labels_in(spec.at(containers));
      services.push_back(std::move(f));
    }
  } catch (const std::exception& e) {
    throw std::runtime_error(std::string("that is not what `docker service inspect` prints: ") + e.what());
  }
  return services;
}

void note_container_labels(const foreign_service& service, label_test is_foreign, conversions& made) {
  const auto any = std::find_if(service.container_labels.begin(), service.container_labels.end(),
                                [&](const auto& label) { return is_foreign(label.first); });
  if (any == service.container_labels.end())
    return;
  const bool known = !made.empty() && made.back().service == service.name;
  if (!known)
    made.push_back({service.name, {}, {}, false});
  made.back().notes.push_back(
      {known ? conversion_note::kind::differs : conversion_note::kind::unsupported, any->first,
       "is one of the labels in the container's spec (labels of a compose file), which are not converted; labels "
       "belong to the service: move them to deploy.labels, or docker service update --label-add LABEL=VALUE " +
           service.name + (known ? "" : ", and convert again")});
}

bool has_unsupported(const conversions& all) {
  return std::any_of(all.begin(), all.end(), [](const conversion& c) {
    return c.unguarded || std::any_of(c.notes.begin(), c.notes.end(), [](const conversion_note& n) {
             return n.level == conversion_note::kind::unsupported;
           });
  });
}

} // namespace signalbox
