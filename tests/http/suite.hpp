// Runs the table of cases and generated requests against one proxy program.
#pragma once
#include "tests/http/case_runner.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

namespace signalbox::conformance {

struct suite_options {
  std::string program;       ///< such as nginx-1.22.1; cases name it in `differs`
  std::string only;          ///< part of the names of cases that run; empty: all
  std::size_t generated = 0; ///< how many generated requests follow
  std::string seed;          ///< of these; empty: the constant one of the gate
};

/// Prints each failure and the counts; true if all have passed. Throws std::runtime_error if a case cannot be read.
bool run_suite(const suite_options& options, const std::filesystem::path& cases,
               const std::map<std::string, proxy_ports>& scenes);

} // namespace signalbox::conformance
