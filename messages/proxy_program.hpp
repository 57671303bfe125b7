// What Signalbox knows of a proxy program. The rows are in adapters/proxy/programs.cpp; nothing else asks for a
// program's name.
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

/// What a program lacks before some version.
struct version_note {
  program_version since; ///< the first that does not lack it
  const char* what;      ///< completes `nginx/1.22.1 …`
  const char* hint;
};

struct proxy_program {
  const char* name;               ///< as in agents' reports, on the command line, and in `rendered_text::program`
  const char* title;              ///< as people write it
  program_version oldest;         ///< that the renderer's text runs with
  program_version resolves_names; ///< the first that follows the addresses behind a name by itself
  render_result (*render)(const route_table&, const cluster_settings&);
  /// Everything that is wrong with `[Extensions.<name>.Config]`, whatever the routes are.
  problems (*check_options)(const cluster_settings&);
  /// The line of the configuration that an error message of the program names; 0 if it names none.
  std::size_t (*line_in)(const std::string& message);
  std::vector<version_note> notes;
};

/// Not empty. The first one is the default: it is what core renders for, and what an unknown program is taken for.
using proxy_programs = std::span<const proxy_program>;

/// Null if there is none of this name.
const proxy_program* find_program(proxy_programs all, std::string_view name);

/// The program of an agent's report, `nginx/1.22.1`. Null if it is none of these.
const proxy_program* program_of_report(proxy_programs all, std::string_view reported);

/// The version in an agent's report; 0.0.0 if it cannot be read.
program_version version_of_report(std::string_view reported);

/// `proxy_program::line_in` of the program in an agent's report.
std::size_t line_in(proxy_programs all, std::string_view reported, const std::string& message);

} // namespace signalbox
