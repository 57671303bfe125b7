#include "adapters/cli/commands.hpp"
#include "adapters/proxy/programs.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace signalbox;

problems check_options(const settings& s) {
  problems all;
  for (const auto& c : s.clusters)
    if (c.image.empty()) // an extension service checks its options itself
      for (auto& p : default_program().check_options(c))
        all.push_back(std::move(p));
  return all;
}

struct executor {
  int operator()(const run_command& c) const { return run(c, check_options); }
  int operator()(const validate_command& c) const { return validate(c, std::cout, check_options); }
  int operator()(const healthcheck_command& c) const { return healthcheck(c); }
  int operator()(const plan_command& c) const { return plan(c, check_options); }
  int operator()(const extension_command& c) const { return extension(c); }
  int operator()(const render_command& c) const { return render(c); }
  int operator()(const query_command& c) const { return ask(c); }
  int operator()(const convert_command& c) const { return convert(c); }
  int operator()(const finished& f) const {
    (f.exit_code == exit_codes::ok ? std::cout : std::cerr) << f.text;
    return f.exit_code;
  }
};

std::vector<std::string> program_names() {
  std::vector<std::string> names;
  for (const auto& p : proxy_program_table())
    names.emplace_back(p.name);
  return names;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return std::visit(executor{}, parse_command_line(argc, argv, program_names()));
  } catch (const std::exception& e) {
    std::cerr << "signalbox: " << e.what() << '\n';
    return exit_codes::problems;
  }
}
