// The program's commands, which return its exit code, and functions that several of them use.
#pragma once
#include "actors/ports.hpp"
#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/validate.hpp"

#include <string>

namespace signalbox {

/// Connects the adapters to the actors, and waits for the end. Returns 0 after SIGTERM or SIGINT; 1 if the file has
/// errors, a listener cannot be opened, or the root actor ended by itself (Swarm then restarts the core).
int run(const run_command& wanted, const more_checks& check);

/// Prints for each cluster the changes that core would make to its proxy, with the reason. Reads the Swarm, writes
/// nothing.
int plan(const plan_command& wanted, const more_checks& check);

/// Serves until SIGTERM.
int extension(const extension_command& wanted);

/// Prints the configuration on stdout and problems on stderr.
int render(const render_command& wanted);

/// Requests data from a running core and prints the answer.
int ask(const query_command& wanted);

/// Returns 0 if a core answers `/healthz` with 200 within two seconds, else 1 with the reason on stderr. Without a URL
/// and a file it uses the ListenAddr of `/config.toml`, if that exists.
int healthcheck(healthcheck_command wanted);

/// Prints labels of ours that are equivalent to another router's labels. Writes nothing.
int convert(const convert_command& wanted);

/// Configures the log of the long-running commands: to stderr, in the format of Docker's own log. `debug`: in detail.
void set_up_log(bool debug);

/// The renderer of a proxy program, or of the template in this file, if one is given. Problems of the options are part
/// of the text's problems. Throws std::out_of_range for an unknown program, std::runtime_error if the template cannot
/// be read.
renderer renderer_of(const std::string& program, const std::string& template_file);

} // namespace signalbox
