#include "adapters/proxy/programs.hpp"

#include "adapters/proxy/haproxy/renderer.hpp"
#include "adapters/proxy/nginx/renderer.hpp"

#include <array>
#include <sstream>

namespace signalbox {

namespace {

/// `… in PATH:LINE` at the end of a line, nginx's format. The agent converts HAProxy's messages to it.
std::size_t line_at_end(const std::string& message) {
  std::istringstream lines{message};
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find_last_of(':');
    if (line.rfind(" in /", colon) == line.npos || colon == line.npos || colon + 1 == line.size())
      continue;
    if (line.find_first_not_of("0123456789", colon + 1) == line.npos && line.size() - colon < 10)
      return std::stoul(line.substr(colon + 1));
  }
  return 0;
}

} // namespace

proxy_programs proxy_program_table() {
  static const std::array rows{
      proxy_program{.name = "nginx",
                    .title = "nginx",
                    .oldest = {1, 22, 0},
                    .resolves_names = {1, 27, 3},
                    .render = render_nginx,
                    .check_options = check_nginx_options,
                    .line_in = line_at_end,
                    .notes = {{{1, 27, 4},
                               "closes kept-alive connections under its clients at each reload",
                               "set ProxyImage to one with nginx 1.27.4 or later, which lets them finish"},
                              {{1, 29, 0},
                               "lets a client wait for the timeout if an application sends 103 Early Hints",
                               "set ProxyImage to one with nginx 1.29 or later, which passes 103 over"}}},
      proxy_program{.name = "haproxy",
                    .title = "HAProxy",
                    .oldest = {2, 6, 0},
                    .resolves_names = {2, 6, 0},
                    .render = render_haproxy,
                    .check_options = check_haproxy_options,
                    .line_in = line_at_end,
                    .notes = {}},
  };
  return rows;
}

const proxy_program& default_program() { return proxy_program_table().front(); }

} // namespace signalbox
