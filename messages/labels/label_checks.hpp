// What is wrong only together: labels that need, exclude or idle each other.
#pragma once
#include "messages/labels/app_labels.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// `raw` says which labels are there at all. Errors leave the service out; warnings name labels without an effect.
problems check_together(const std::string& service, const label_map& raw, const app_labels& read);

} // namespace signalbox
