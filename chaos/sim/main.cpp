// chaos-sim: runs plans with seeds, one after the other. chaos/run.sh calls it.
#include "chaos/sim/run_many.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

int main(int argc, char** argv) try {
  using namespace signalbox::sim;
  run_many_options options;
  CLI::App app{"Runs the actor tree in a simulated Swarm, with faults"};
  app.add_option("--plan", options.plans, "a plan's file; may be repeated")->required();
  app.add_option("--seed", options.seed, "of the first run; each further run adds one");
  app.add_option("--runs", options.runs, "of each plan");
  app.add_option("--for", options.seconds, "as many runs as fit into this time, in seconds of the wall clock");
  app.add_option("--share", options.share, "this process takes only every OF-th run, starting with SHARE");
  app.add_option("--of", options.of, "see --share");
  app.add_flag("--trace", options.show_trace, "print the trace of each run");
  CLI11_PARSE(app, argc, argv);
  return run_many(options, std::cout);
} catch (const std::exception& e) {
  std::cerr << "chaos-sim: " << e.what() << '\n';
  return 2;
}
