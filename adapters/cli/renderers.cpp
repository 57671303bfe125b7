#include "adapters/cli/commands.hpp"

#include "adapters/proxy/programs.hpp"
#include "adapters/proxy/template/template_renderer.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace signalbox {

namespace {

renderer with_warnings(const proxy_program& program) {
  return [&program](const route_table& routes, const cluster_settings& cluster) {
    auto result = program.render(routes, cluster);
    if (auto* text = std::get_if<rendered_text>(&result)) {
      const auto more = program.check_options(cluster);
      text->found.insert(text->found.end(), more.begin(), more.end());
    }
    return result;
  };
}

renderer built_in_renderer(const std::string& name) {
  const auto* program = find_program(proxy_program_table(), name);
  if (!program)
    throw std::out_of_range("there is no renderer for " + name);
  return with_warnings(*program);
}

} // namespace

renderer renderer_of(const std::string& program, const std::string& template_file) {
  if (template_file.empty())
    return built_in_renderer(program);
  std::ifstream in{template_file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in)
    throw std::runtime_error("the template " + template_file + " cannot be read");
  return template_renderer(template_file.substr(template_file.rfind('/') + 1), std::move(text));
}

} // namespace signalbox
