// Foreign labels on the containers of a service. They are not converted: the routers that are asked about read a Swarm
// service's own labels.
#pragma once
#include "adapters/cli/convert/conversion.hpp"

namespace signalbox {

using label_test = bool (*)(const std::string& label);

/// Adds a note about labels on the containers; adds the service to `made` if it has such labels there only.
void note_container_labels(const foreign_service& service, label_test is_foreign, conversions& made);

} // namespace signalbox
