// What each word of a line `expect …` checks.
#pragma once
#include "tests/http/expectations.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace signalbox::conformance {

/// `rest` is what follows the words of the rule; the result says what is wrong.
using expectation_rule = std::function<std::vector<std::string>(const std::string& rest, const outcome& seen)>;

/// By the words that begin the line.
const std::map<std::string, expectation_rule>& expectation_rules();

} // namespace signalbox::conformance
