// What may differ between a message and the same message behind a proxy: a short list, each entry with its reason.
#pragma once
#include "tests/http/message.hpp"

#include <string>
#include <vector>

namespace signalbox::conformance {

/// What the application may see differently; one sentence for each difference that is not allowed.
std::vector<std::string> request_differences(const message& direct, const message& proxied);

/// The same for what the client sees.
std::vector<std::string> answer_differences(const message& direct, const message& proxied);

} // namespace signalbox::conformance
