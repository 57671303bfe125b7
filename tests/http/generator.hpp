// Requests and answers that are made up by a grammar. A seed and a number always give the same case.
#pragma once
#include "tests/http/case_file.hpp"

#include <cstdint>

namespace signalbox::conformance {

/// Most are valid, and expected to be the same behind a proxy. One of eight has a byte changed: then nothing but the
/// framing is checked, by a request in the body that nobody must execute.
test_case generated_case(std::uint64_t seed, std::uint64_t number);

} // namespace signalbox::conformance
