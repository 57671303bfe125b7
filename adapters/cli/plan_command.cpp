#include "adapters/cli/commands.hpp"

#include "actors/plan/plan.hpp"
#include "adapters/agent/agent_script.hpp"
#include "adapters/cli/core_identity.hpp"
#include "adapters/cli/swarm_read.hpp"
#include "adapters/config/load.hpp"
#include "adapters/http/listen_address.hpp"
#include "adapters/json/route_json.hpp"
#include "adapters/longpoll/agent_server.hpp"
#include "adapters/proxy/programs.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

namespace signalbox {

namespace {

std::uint16_t port_of(const settings& s) {
  const auto address = parse_listen_address(s.listen_addr);
  const auto* tcp = std::get_if<tcp_listen>(&address);
  return tcp ? tcp->port : 0;
}

const cluster_settings* find(const std::optional<settings>& all, const cluster_id& id) {
  if (all)
    for (const auto& c : all->clusters)
      if (c.id == id)
        return &c;
  return nullptr;
}

/// Core's current file; none if there is no core, or its file is not in a config object.
std::optional<settings> present_settings(const swarm_state& seen) {
  auto file = load_settings(seen.core.file, "core's present file");
  if (seen.core.file.empty() || !file.value)
    return {};
  introduce_core(*file.value, seen.core.service, port_of(*file.value));
  return std::move(file.value);
}

/// The text of an extension service is unknown here; a placeholder is sufficient, because equal routes give equal
/// texts.
renderer renderer_for(const cluster_settings& cluster) {
  if (cluster.image.empty())
    return default_program().render;
  return [](const route_table& routes, const cluster_settings& c) -> render_result {
    return rendered_text{routes_to_json(routes, c).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), {}};
  };
}

std::vector<planned_step> steps_of(settings& wanted, const swarm_state& seen) {
  introduce_core(wanted, seen.core.service, port_of(wanted));
  const bool token_unknown = derive_tokens(wanted).has_value();
  const auto present = present_settings(seen);
  const auto agent = std::make_shared<const std::string>(agent_script());
  std::vector<planned_step> steps;
  for (const auto& c : wanted.clusters) {
    plan_input in{
        c, cut_view(seen.snapshot, c), seen.clusters.at(c.id.value), agent, {}, token_unknown, proxy_program_table()};
    if (const auto* now = find(present, c.id))
      in.serves = text_of(*now, cut_view(seen.snapshot, *now), renderer_for(*now), proxy_program_table());
    if (!c.image.empty())
      steps.push_back(plan_extension(in, seen.extensions.at(c.id.value)));
    steps.push_back(plan_cluster(in, renderer_for(c)));
    if (token_unknown)
      steps.back().found.push_back({severity::warning, "", "AgentKeyFile", "cannot be read here",
                                    "run this where core runs to be sure that the agents' token stays the same"});
  }
  for (auto& s : plan_removals(seen.owned, wanted.clusters, seen.core.service.name))
    steps.push_back(std::move(s));
  return steps;
}

void print_text(const std::vector<planned_step>& steps, const problems& found) {
  std::size_t cluster = 7, service = 7;
  for (const auto& s : steps) {
    cluster = std::max(cluster, s.cluster.size());
    service = std::max(service, s.service.size());
  }
  const auto line = [&](const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
    std::cout << std::left << std::setw(static_cast<int>(cluster + 2)) << a << std::setw(static_cast<int>(service + 2))
              << b << (d.empty() ? c : c + std::string(c.size() < 8 ? 9 - c.size() : 1, ' ') + d) << '\n';
  };
  line("CLUSTER", "SERVICE", "STEP", "WHY");
  for (const auto& s : steps) {
    std::string why;
    for (const auto& r : s.reasons)
      why += (why.empty() ? "" : "; ") + r;
    line(s.cluster, s.service, to_string(s.what), why);
    for (const auto& p : s.found)
      std::cout << "  " << name_of(p.level) << ": " << to_string(p) << '\n';
  }
  for (const auto& p : found)
    std::cout << name_of(p.level) << ": " << to_string(p) << '\n';
}

void print_json(const std::vector<planned_step>& steps, const problems& found) {
  auto list = nlohmann::json::array();
  for (const auto& s : steps) {
    list.push_back({{"cluster", s.cluster},
                    {"kind", s.of == planned_step::kind::proxy ? "proxy" : "extension"},
                    {"service", s.service},
                    {"step", to_string(s.what)},
                    {"reasons", s.reasons},
                    {"problems", problems_to_json(s.found)}});
  }
  const nlohmann::json answer{{"steps", list}, {"problems", problems_to_json(found)}};
  std::cout << answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace

int plan(const plan_command& wanted, const more_checks& check) {
  auto file = load_settings_file(wanted.file);
  if (file.value)
    for (auto& p : check(*file.value))
      file.found.push_back(std::move(p));
  if (print_problems(std::cerr, file.found) || !file.value)
    return exit_codes::problems;
  const auto address = engine_address_of(*file.value);
  if (const auto* unusable = std::get_if<problem>(&address)) {
    std::cerr << "error: " << to_string(*unusable) << '\n';
    return exit_codes::problems;
  }
  try {
    const auto seen = read_swarm(std::get<engine_address>(address), file.value->clusters, wanted.core);
    const auto steps = steps_of(*file.value, seen);
    (wanted.json ? print_json : print_text)(steps, misplaced_in(seen.snapshot));
    const bool blocked =
        std::any_of(steps.begin(), steps.end(), [](const auto& s) { return s.what == planned::blocked; });
    return blocked ? exit_codes::problems : exit_codes::ok;
  } catch (const std::exception& e) {
    std::cerr << "signalbox plan: " << to_string(std::get<engine_address>(address)) << ": " << e.what() << '\n';
    return exit_codes::problems;
  }
}

} // namespace signalbox
