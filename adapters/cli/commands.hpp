// The commands of the program, each with the exit code that it gives, and what several of them share.
#pragma once
#include "actors/ports.hpp"
#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/validate.hpp"

#include <string>

namespace signalbox {

/// Connects the adapters to the actors, and waits for the end. Returns after SIGTERM or SIGINT with 0, with 1 if the
/// file has errors, nothing can listen, or the root actor ended by itself (Swarm then restarts the core).
int run(const run_command& wanted, const more_checks& check);

/// Prints a line a cluster: what core would do to its proxy, and why. Reads the Swarm, writes nothing.
int plan(const plan_command& wanted, const more_checks& check);

/// Serves until SIGTERM.
int extension(const extension_command& wanted);

/// Prints the configuration on stdout and what is wrong on stderr.
int render(const render_command& wanted);

/// Asks a running core and prints its answer.
int ask(const query_command& wanted);

/// 0 if a core answers `/healthz` with 200 within two seconds, else 1 with the reason on stderr. Without a URL and a
/// file it takes ListenAddr from `/config.toml`, if there is one.
int healthcheck(healthcheck_command wanted);

/// Prints what would give services with another router's labels the same with ours. Writes nothing.
int convert(const convert_command& wanted);

/// The log of the commands that run for long: to stderr, in the manner of Docker's own. `debug`: in detail.
void set_up_log(bool debug);

/// The renderer of a proxy program, or the template in this file, if one is named. What is doubtful about the options
/// is among the text's problems. Throws std::out_of_range if there is no such program, std::runtime_error if the
/// template cannot be read.
renderer renderer_of(const std::string& program, const std::string& template_file);

} // namespace signalbox
