#include "adapters/cli/commands.hpp"

#include "adapters/cli/convert/conversion.hpp"
#include "adapters/cli/swarm_read.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace signalbox {

namespace {

std::string all_of(std::istream& in) { return {std::istreambuf_iterator<char>(in), {}}; }

std::vector<foreign_service> from_swarm(const std::string& url) {
  settings s;
  s.docker_url = url;
  const auto address = engine_address_of(s);
  if (const auto* unusable = std::get_if<problem>(&address))
    throw std::runtime_error(to_string(*unusable));
  std::vector<foreign_service> services;
  for (const auto& found : services_of_swarm(std::get<engine_address>(address)))
    services.push_back({found.name, found.labels, found.container_labels});
  return services;
}

std::vector<foreign_service> services_for(const convert_command& wanted) {
  if (!wanted.docker.empty())
    return from_swarm(wanted.docker);
  if (wanted.file.empty() || wanted.file == "-")
    return read_inspected(all_of(std::cin));
  std::ifstream in(wanted.file);
  if (!in)
    throw std::runtime_error(wanted.file + ": no such file");
  return read_inspected(all_of(in));
}

} // namespace

int convert(const convert_command& wanted) {
  conversions made;
  try {
    const auto services = services_for(wanted);
    const convert_options options{wanted.cluster, wanted.certificate};
    made = wanted.from == convert_command::router::traefik ? convert_traefik(services, options)
                                                           : convert_caddy(services, options);
  } catch (const std::runtime_error& e) {
    std::cerr << "signalbox convert: " << e.what() << '\n';
    return wanted.docker.empty() ? exit_codes::usage : exit_codes::unreachable;
  }
  std::cout << (wanted.json ? conversion_json(made) : conversion_script(made));
  if (made.empty())
    std::cerr << "signalbox convert: none of these services has such labels\n";
  return has_unsupported(made) ? exit_codes::problems : exit_codes::ok;
}

} // namespace signalbox
