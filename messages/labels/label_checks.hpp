// Checks of labels against each other: a label may require or exclude another one, or make it ineffective.
#pragma once
#include "messages/labels/app_labels.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// `raw` contains all labels of the service. Errors leave the service out; warnings name labels without an effect.
problems check_together(const std::string& service, const label_map& raw, const app_labels& read, client_view clients);

} // namespace signalbox
