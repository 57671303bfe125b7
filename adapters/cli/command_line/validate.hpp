// `signalbox validate`: reports every problem of a file, as text or JSON.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <functional>
#include <ostream>
#include <string>

namespace signalbox {

/// Checks beyond the file's grammar: a renderer's own options.
using more_checks = std::function<problems(const settings&)>;

/// Prints all problems in the order of the file, and a summary. Returns `exit_codes::problems` if one is an error.
int validate(const validate_command& wanted, std::ostream& out, const more_checks& check);

/// Prints a line for each problem. True if one of them is an error.
bool print_problems(std::ostream& out, const problems& found);

/// The level's name in text and JSON: `error`, `warning`.
std::string_view name_of(severity level);

/// Whether `a` comes before `b`: numbers are compared as numbers, so line 9 comes before line 10.
bool in_order_of_position(const std::string& a, const std::string& b);

} // namespace signalbox
