// Properties of a proxy program. The rows are in adapters/proxy/programs.cpp; no other code compares program names.
#pragma once
#include "messages/problem.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// A feature that a program lacks before some version.
struct version_note {
  program_version since; ///< the first version with the feature
  const char* what;      ///< completes `nginx/1.22.1 …`
  const char* hint;
};

struct proxy_program {
  const char* name;               ///< as in agent reports, on the command line, and in `rendered_text::program`
  const char* title;              ///< name for people
  program_version oldest;         ///< oldest version that the rendered text works with
  program_version resolves_names; ///< first version that resolves names again while it runs
  render_result (*render)(const route_table&, const cluster_settings&);
  /// All problems of `[Extensions.<name>.Config]` that do not depend on routes.
  problems (*check_options)(const cluster_settings&);
  /// The line of the configuration that an error message of the program names; 0 if it names none.
  std::size_t (*line_in)(const std::string& message);
  std::vector<version_note> notes;
};

/// Not empty. The first program is the default: core renders for it, and treats an unknown program as the default.
using proxy_programs = std::span<const proxy_program>;

/// Null if there is no program of this name.
const proxy_program* find_program(proxy_programs all, std::string_view name);

/// The program of an agent's report, `nginx/1.22.1`. Null if it is unknown.
const proxy_program* program_of_report(proxy_programs all, std::string_view reported);

/// The version in an agent's report; 0.0.0 if it cannot be parsed.
program_version version_of_report(std::string_view reported);

/// Calls `proxy_program::line_in` of the program in an agent's report.
std::size_t line_in(proxy_programs all, std::string_view reported, const std::string& message);

} // namespace signalbox
