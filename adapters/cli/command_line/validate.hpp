// `signalbox validate`: every problem of a file, for a person or for a script.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <functional>
#include <ostream>
#include <string>

namespace signalbox {

/// Checks that know more than the file's grammar: a renderer's own options.
using more_checks = std::function<problems(const settings&)>;

/// Prints all problems, in the order of the file, and a summary. Gives `exit_codes::problems` if one is an error.
int validate(const validate_command& wanted, std::ostream& out, const more_checks& check);

/// A line each. True if one of them is an error.
bool print_problems(std::ostream& out, const problems& found);

/// As people and programs read it: `error`, `warning`.
std::string_view name_of(severity level);

/// Whether `a` stands before `b`: numbers in them are compared as numbers, so line 9 comes before line 10.
bool in_order_of_position(const std::string& a, const std::string& b);

} // namespace signalbox
