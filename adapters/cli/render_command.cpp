#include "adapters/cli/commands.hpp"

#include "actors/cluster/derive_routes.hpp"
#include "actors/watcher/listing_round.hpp"
#include "adapters/config/load.hpp"
#include "adapters/docker/decode_swarm.hpp"
#include "adapters/json/route_json.hpp"
#include "adapters/proxy/programs.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace signalbox {

namespace {

std::string content_of(const std::string& file) {
  if (file == "-")
    return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream in{file, std::ios::binary};
  if (!in)
    throw std::runtime_error(file + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json json_in(const std::string& file) {
  try {
    return nlohmann::json::parse(content_of(file));
  } catch (const nlohmann::json::parse_error& e) {
    throw std::runtime_error(file + " is not JSON: " + e.what());
  }
}

/// A decoded list of the engine; empty if the file does not contain it.
template <class T>
std::vector<T> list_in(const nlohmann::json& engine, const char* name, listed<T> (*decode)(std::string_view)) {
  const auto i = engine.find(name);
  if (i == engine.end())
    return {};
  auto list = decode(i->dump());
  if (const auto* failed = std::get_if<listing_failed>(&list))
    throw std::runtime_error(std::string{name} + ": " + failed->why);
  return std::get<std::vector<T>>(std::move(list));
}

/// `proxy`: name of the service whose networks the routes have to use, if the lists contain it.
swarm_snapshot snapshot_in(const nlohmann::json& engine, const std::string& proxy) {
  auto round = listing_round::of_everything({proxy});
  round.take_services(list_in(engine, "services", decode_services));
  round.take_networks(list_in(engine, "networks", decode_networks));
  round.take_secrets(list_in(engine, "secrets", decode_secrets));
  round.take_nodes(list_in(engine, "nodes", decode_nodes));
  round.begin_tasks({});
  round.take_tasks(list_in(engine, "tasks", decode_tasks));
  return round.finish();
}

const cluster_settings& cluster_of(const settings& all, const std::string& name) {
  if (name.empty() && all.clusters.size() == 1)
    return all.clusters.front();
  std::string there;
  for (const auto& c : all.clusters) {
    if (c.id.value == name)
      return c;
    there += (there.empty() ? "" : ", ") + c.id.value;
  }
  throw std::runtime_error((name.empty() ? "the file has several clusters; choose one with --cluster: "
                                         : "the file has no cluster '" + printable(name) + "'; it has: ") +
                           there);
}

struct read_input {
  render_input in;
  bool fatal = false;
};

/// The route table of the cluster, computed from the engine's lists. A service that is not routed does not prevent the
/// output of the others.
read_input from_engine(const render_command& wanted) {
  auto file = load_settings_file(wanted.file);
  if (print_problems(std::cerr, file.found) || !file.value)
    throw std::runtime_error(wanted.file + " has errors");
  const auto& cluster = cluster_of(*file.value, wanted.cluster);
  const auto snapshot = snapshot_in(json_in(wanted.engine), cluster.proxy_service_name);
  auto derived = derive_routes(cut_view(snapshot, cluster), cluster, proxy_program_table());
  read_input input{{std::move(derived.routes), cluster}};
  input.fatal = print_problems(std::cerr, derived.found);
  for (const auto& s : derived.services)
    input.fatal = print_problems(std::cerr, s.found) || input.fatal;
  return input;
}

} // namespace

int render(const render_command& wanted) {
  try {
    const auto input =
        wanted.engine.empty() ? read_input{routes_from_json(json_in(wanted.routes))} : from_engine(wanted);
    const auto result = renderer_of(wanted.kind, wanted.template_file)(input.in.routes, input.in.cluster);
    if (const auto* failed = std::get_if<render_failed>(&result)) {
      print_problems(std::cerr, failed->found);
      return exit_codes::problems;
    }
    const auto& text = std::get<rendered_text>(result);
    print_problems(std::cerr, text.found);
    std::cout << text.text;
    return input.fatal ? exit_codes::problems : exit_codes::ok;
  } catch (const std::exception& e) {
    std::cerr << "signalbox render: " << e.what() << '\n';
    return exit_codes::problems;
  }
}

} // namespace signalbox
