#include "adapters/cli/renderers.hpp"

#include "adapters/proxy/haproxy/renderer.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "adapters/proxy/template/template_renderer.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace signalbox {

namespace {

using check = problems (*)(const cluster_settings&);

renderer with_warnings(renderer render, check options) {
  return [render = std::move(render), options](const route_table& routes, const cluster_settings& cluster) {
    auto result = render(routes, cluster);
    if (auto* text = std::get_if<rendered_text>(&result)) {
      const auto more = options(cluster);
      text->found.insert(text->found.end(), more.begin(), more.end());
    }
    return result;
  };
}

} // namespace

renderer renderer_of(const std::string& kind) {
  static const std::map<std::string, renderer> all{{"haproxy", with_warnings(render_haproxy, check_haproxy_options)},
                                                   {"nginx", with_warnings(render_nginx, check_nginx_options)}};
  return all.at(kind);
}

renderer renderer_of(const std::string& kind, const std::string& template_file) {
  if (template_file.empty())
    return renderer_of(kind);
  std::ifstream in{template_file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in)
    throw std::runtime_error("the template " + template_file + " cannot be read");
  return template_renderer(template_file.substr(template_file.rfind('/') + 1), std::move(text));
}

} // namespace signalbox
