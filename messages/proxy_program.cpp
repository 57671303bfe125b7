#include "messages/proxy_program.hpp"

#include <algorithm>

namespace signalbox {

const proxy_program* find_program(proxy_programs all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const proxy_program* program_of_report(proxy_programs all, std::string_view reported) {
  return find_program(all, reported.substr(0, reported.find('/')));
}

program_version version_of_report(std::string_view reported) {
  const auto slash = reported.find('/');
  const auto version = slash == reported.npos ? std::nullopt : version_of(reported.substr(slash + 1));
  return version.value_or(program_version{});
}

std::size_t line_in(proxy_programs all, std::string_view reported, const std::string& message) {
  const auto* program = program_of_report(all, reported);
  return (program ? *program : all.front()).line_in(message);
}

} // namespace signalbox
