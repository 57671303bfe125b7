#include "tests/golden/golden_output.hpp"

#include "actors/cluster/derive_routes.hpp"
#include "adapters/labels/labels.hpp"
#include "adapters/nginx/renderer.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

namespace signalbox::golden {
namespace {

std::string lines_of(const problems& found) {
  std::string text;
  for (const auto& p : found)
    text += (p.level == severity::error ? "error: " : "warning: ") + to_string(p) + '\n';
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

render_result result_of(const scene& all) {
  return render_nginx(derive_routes(seen_by(all), all.cluster).routes, all.cluster);
}

std::string without_banner(std::string text) {
  const auto banner = server_banner();
  if (const auto at = text.find(banner); at != text.npos)
    text.replace(at, banner.size(), "BANNER");
  return text;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// Lines that only one of two texts has, in the order of the longest common subsequence.
std::string changes(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::vector<std::size_t>> common(before.size() + 1, std::vector<std::size_t>(after.size() + 1));
  for (auto i = before.size(); i-- > 0;)
    for (auto j = after.size(); j-- > 0;)
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  std::string text;
  for (std::size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    if (i < before.size() && j < after.size() && before[i] == after[j])
      ++i, ++j;
    else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1]))
      text += '-' + before[i++] + '\n';
    else
      text += '+' + after[j++] + '\n';
  }
  return text;
}

} // namespace

std::string labels_output(const scene& all) {
  const auto& service = all.view.services.at(0);
  const auto read = parse_labels(service.name, service.labels);
  std::string text;
  if (read.labels) {
    text += "hosts: " + joined(read.labels->hosts) + "\nport: " + std::to_string(read.labels->port) + '\n';
    if (!read.labels->network.empty())
      text += "network: " + read.labels->network + '\n';
  }
  return text + lines_of(read.found);
}

std::string routes_output(const scene& all) {
  const auto derived = derive_routes(seen_by(all), all.cluster);
  std::string text;
  for (const auto& route : derived.routes.hosts) {
    text += "host " + route.host + '\n';
    for (const auto& from : route.backends) {
      text += "  " + from.service + ':';
      for (const auto& to : from.targets)
        text += ' ' + to.address + " port " + std::to_string(to.port) + ';';
      text += '\n';
    }
  }
  for (const auto& network : derived.routes.networks)
    text += "network " + network.name + '\n';
  for (const auto& service : derived.services)
    text += lines_of(service.found);
  return text + lines_of(derived.found);
}

std::string rendered(const scene& all) {
  const auto result = result_of(all);
  const auto* text = std::get_if<rendered_text>(&result);
  return text ? text->text : std::string{};
}

std::string nginx_output(const scene& all) {
  const auto result = result_of(all);
  const auto* failed = std::get_if<render_failed>(&result);
  return failed ? lines_of(failed->found) : without_banner(std::get<rendered_text>(result).text);
}

std::string hosts_output(const scene& all) {
  const auto text = rendered(all);
  const std::string last_line = "return 404;\n  }\n";
  return text.substr(text.find(last_line) + last_line.size());
}

std::string options_output(const scene& all) {
  auto plain = all;
  plain.cluster.config.clear();
  const auto with = rendered(all);
  return (with.empty() ? ""
                       : changes(split_lines(without_banner(rendered(plain))), split_lines(without_banner(with)))) +
         lines_of(check_nginx_options(all.cluster));
}

void dump(const std::string& name, const std::string& text) {
  if (const auto* directory = std::getenv("SIGNALBOX_GOLDEN_DUMP"); directory && !text.empty())
    std::ofstream(std::filesystem::path(directory) / (name + ".conf"), std::ios::binary) << text;
}

} // namespace signalbox::golden
