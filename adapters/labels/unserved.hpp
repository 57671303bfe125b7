// The labels that were written in vain: known to Interlock but not acted on by this version, or known to nobody.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <string>
#include <string_view>

namespace signalbox {

/// What every label of Interlock starts with.
inline constexpr std::string_view label_prefix = "com.docker.lb.";

/// `hosts` becomes `com.docker.lb.hosts`.
std::string full_label(std::string_view label);

/// Whether a label's value is one that Interlock reads as *true*.
bool is_on(const std::string& value);

/// A warning for each such label; an error where routing the service without the label's effect would be wrong.
/// Unknown labels are reported one by one up to a limit, then counted.
problems unserved_labels(const std::string& service, const label_map& labels);

} // namespace signalbox
