// Labels as a coverage-guided fuzzer writes them. Each line of the input is a label, NAME=VALUE without the prefix;
// `\v` stands for a line feed in it. Whatever they are, problems are readable lines, and the text holds nothing that no
// label can ask for, and no other byte for the neighbours.
#include "messages/labels/labels.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/golden/tenants.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

using namespace signalbox;
using namespace signalbox::golden;

namespace {

void require_nothing(const std::string& wrong) {
  if (wrong.empty())
    return;
  std::cerr << wrong << std::endl;
  std::abort();
}

scene scene_of(const std::string& input) {
  auto all = with_hostile_tenant();
  all.view.secrets = {"evil.cert", "evil.key"};
  all.cluster.config["Version"] = std::string("1.28.0");
  std::istringstream lines{input};
  for (std::string line; std::getline(lines, line);) {
    std::replace(line.begin(), line.end(), '\v', '\n');
    const auto equals = std::min(line.find('='), line.size());
    hostile_service(all).labels["com.docker.lb." + line.substr(0, equals)] =
        equals == line.size() ? "" : line.substr(equals + 1);
  }
  return all;
}

/// Whoever names a neighbour's host shares it, as is promised: no harm, and nothing to compare.
bool shares_a_host(const app_labels& labels) {
  return std::any_of(labels.hosts.begin(), labels.hosts.end(),
                     [](const auto& host) { return host == "n.local" || host == "o.local"; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto all = scene_of({data, data + size});
  const auto parsed = parse_labels("evil", hostile_service(all).labels);
  require_nothing(ugly_problem(parsed.found));
  if (!parsed.labels || !shares_a_host(*parsed.labels))
    require_nothing(harm_done(rendered(all)));
  return 0;
}
