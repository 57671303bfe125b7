// What people can type, as values. Nothing is done here.
#pragma once
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// `signalbox run -c FILE`: be the core.
struct run_command {
  std::string file;
  bool debug = false; ///< `-D`: debug log
  std::string chaos;  ///< `--chaos [ADDRESS:PORT]`: where the kill switch listens; empty: there is none
};

/// Where the kill switch listens if `--chaos` names no address.
inline constexpr const char* usual_chaos_address = "127.0.0.1:8079";

/// `signalbox validate -c FILE`: say everything that is wrong with the file.
struct validate_command {
  std::string file;
  bool json = false;
  bool debug = false;
};

/// `signalbox healthcheck [--url URL] [-c FILE]`: ask a running core whether it is alive.
struct healthcheck_command {
  std::string url;  ///< empty: not given
  std::string file; ///< empty: not given
  bool debug = false;
};

/// `signalbox plan -c FILE`: say what the file would do to the proxies of a Swarm, and do nothing.
struct plan_command {
  std::string file;
  std::string core; ///< name of core's service; empty: not given
  bool json = false;
  bool debug = false;
};

/// `signalbox extension KIND`: be a cluster's extension. What is not given is taken from the environment that core
/// sets.
struct extension_command {
  std::string kind; ///< `nginx`
  std::string core, cluster, task;
  std::string token_file = "/run/secrets/signalbox-agent-token";     ///< need not exist
  std::string template_file = "/etc/docker/extension-template.conf"; ///< need not exist
  bool debug = false;
};

/// `signalbox render KIND`: what an extension makes of routes, without a core.
struct render_command {
  std::string kind;
  std::string template_file; ///< empty: none
  std::string routes;        ///< file with a route table as an extension gets it, `-`: stdin
  std::string file, cluster; ///< of `engine`: the TOML file, and whose configuration
  std::string engine;        ///< file with what the engine's API lists; empty: `routes` is read
  bool debug = false;
};

/// `signalbox status`, `history`, `explain SERVICE`: ask a running core, and change nothing.
struct query_command {
  enum class subject { status, history, explain };
  subject about = subject::status;
  std::string service; ///< of `explain`
  std::string core;    ///< `--core`: where core listens, `http://HOST:PORT`; empty: not given
  bool json = false;
  bool debug = false;
};

/// `signalbox convert traefik|caddy`: another router's labels of Swarm services, said again as ours.
struct convert_command {
  enum class router { traefik, caddy };
  router from = router::traefik;
  std::string file;        ///< with what `docker service inspect` prints; empty or `-`: stdin
  std::string docker;      ///< `--docker`: the engine that is read instead, `unix:///var/run/docker.sock`
  std::string cluster;     ///< for each `service_cluster`; empty: none
  std::string certificate; ///< name of the secret for HTTPS; empty: none
  bool json = false;
  bool debug = false;
};

/// Where core is asked if nothing else is known.
inline constexpr const char* usual_core = "http://127.0.0.1:8080";

/// There is nothing to do but to print `text` (on stdout if `exit_code` is 0, else on stderr) and to leave.
struct finished {
  int exit_code = 0; ///< one of `exit_codes`
  std::string text;
};

/// What the program's end tells a script.
namespace exit_codes {
inline constexpr int ok = 0;
inline constexpr int problems = 1; ///< errors in the file, core is not healthy, a service is not served
inline constexpr int usage = 2;
inline constexpr int unreachable = 3; ///< core, or the engine, did not answer
} // namespace exit_codes

using command = std::variant<run_command, validate_command, healthcheck_command, plan_command, extension_command,
                             render_command, query_command, convert_command, finished>;

/// `programs`: names of the proxy programs that can be rendered for. Never throws for what was typed: a mistake is
/// `finished` with `exit_codes::usage`.
command parse_command_line(int argc, const char* const* argv, std::vector<std::string> programs);

} // namespace signalbox
