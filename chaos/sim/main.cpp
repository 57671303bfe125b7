// chaos-sim: runs plans with seeds, one after the other. chaos/run.sh calls it.
#include "chaos/sim/campaign.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

int main(int argc, char** argv) try {
  using namespace signalbox::sim;
  campaign c;
  CLI::App app{"Runs the actor tree in a simulated Swarm, under torment"};
  app.add_option("--plan", c.plans, "a plan's file; may be repeated")->required();
  app.add_option("--seed", c.seed, "of the first run; each further run adds one");
  app.add_option("--runs", c.runs, "of each plan");
  app.add_option("--for", c.seconds, "as many runs as fit into this time, in seconds of the wall clock");
  app.add_option("--share", c.share, "this process takes only every OF-th run, starting with SHARE");
  app.add_option("--of", c.of, "see --share");
  app.add_flag("--trace", c.show_trace, "print the trace of each run");
  CLI11_PARSE(app, argc, argv);
  return run(c, std::cout);
} catch (const std::exception& e) {
  std::cerr << "chaos-sim: " << e.what() << '\n';
  return 2;
}
