// Writes a case as a file in `cases/` has it.
#pragma once
#include "tests/http/case_file.hpp"

#include <string>

namespace signalbox::conformance {

std::string case_text(const test_case& what);

} // namespace signalbox::conformance
