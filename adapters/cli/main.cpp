#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/validate.hpp"
#include "adapters/cli/convert_command.hpp"
#include "adapters/cli/extension_command.hpp"
#include "adapters/cli/healthcheck.hpp"
#include "adapters/cli/plan_command.hpp"
#include "adapters/cli/query_command.hpp"
#include "adapters/cli/render_command.hpp"
#include "adapters/cli/run.hpp"
#include "adapters/proxy/nginx/renderer.hpp"

#include <exception>
#include <iostream>

namespace {

using namespace signalbox;

problems check_options(const settings& s) {
  problems all;
  for (const auto& c : s.clusters)
    if (c.image.empty()) // an extension service judges its options itself
      for (auto& p : check_nginx_options(c))
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

} // namespace

int main(int argc, char** argv) {
  try {
    return std::visit(executor{}, parse_command_line(argc, argv));
  } catch (const std::exception& e) {
    std::cerr << "signalbox: " << e.what() << '\n';
    return exit_codes::problems;
  }
}
