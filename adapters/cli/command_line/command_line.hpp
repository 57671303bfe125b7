// The command line as typed values. Nothing is executed here.
#pragma once
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// `signalbox run -c FILE`: runs the core.
struct run_command {
  std::string file;
  bool debug = false; ///< `-D`: debug log
  std::string chaos;  ///< `--chaos [ADDRESS:PORT]`: listen address of the kill switch; empty: disabled
};

/// Listen address of the kill switch if `--chaos` has no address.
inline constexpr const char* usual_chaos_address = "127.0.0.1:8079";

/// `signalbox validate -c FILE`: reports every problem of the file.
struct validate_command {
  std::string file;
  bool json = false;
  bool debug = false;
};

/// `signalbox healthcheck [--url URL] [-c FILE]`: requests `/healthz` from a running core.
struct healthcheck_command {
  std::string url;  ///< empty: not given
  std::string file; ///< empty: not given
  bool debug = false;
};

/// `signalbox plan -c FILE`: prints the changes that the file would cause to the proxies of a Swarm, and changes
/// nothing.
struct plan_command {
  std::string file;
  std::string core; ///< name of core's service; empty: not given
  bool json = false;
  bool debug = false;
};

/// `signalbox extension KIND`: runs a cluster's extension service. Missing options are read from the environment that
/// core sets.
struct extension_command {
  std::string kind; ///< `nginx`
  std::string core, cluster, task;
  std::string token_file = "/run/secrets/signalbox-agent-token";     ///< need not exist
  std::string template_file = "/etc/docker/extension-template.conf"; ///< need not exist
  bool debug = false;
};

/// `signalbox render KIND`: renders routes as an extension does, without a core.
struct render_command {
  std::string kind;
  std::string template_file; ///< empty: none
  std::string routes;        ///< file with a route table in the extension protocol's form, `-`: stdin
  std::string file, cluster; ///< with `engine`: the TOML file, and the cluster to render
  std::string engine;        ///< file with the lists of the engine's API; empty: `routes` is read
  bool debug = false;
};

/// `signalbox status`, `history`, `explain SERVICE`: request data from a running core, and change nothing.
struct query_command {
  enum class subject { status, history, explain };
  subject about = subject::status;
  std::string service; ///< of `explain`
  std::string core;    ///< `--core`: core's address, `http://HOST:PORT`; empty: not given
  bool json = false;
  bool debug = false;
};

/// `signalbox convert traefik|caddy`: converts another router's labels of Swarm services to ours.
struct convert_command {
  enum class router { traefik, caddy };
  router from = router::traefik;
  std::string file;        ///< output of `docker service inspect`; empty or `-`: stdin
  std::string docker;      ///< `--docker`: an engine to read instead, `unix:///var/run/docker.sock`
  std::string cluster;     ///< value of each `service_cluster`; empty: none
  std::string certificate; ///< name of the secret for HTTPS; empty: none
  bool json = false;
  bool debug = false;
};

/// Core's default URL.
inline constexpr const char* usual_core = "http://127.0.0.1:8080";

/// The program only has to print `text` (on stdout if `exit_code` is 0, else on stderr) and to exit.
struct finished {
  int exit_code = 0; ///< one of `exit_codes`
  std::string text;
};

/// The program's exit codes, for scripts.
namespace exit_codes {
inline constexpr int ok = 0;
inline constexpr int problems = 1; ///< errors in the file, core is not healthy, a service is not served
inline constexpr int usage = 2;
inline constexpr int unreachable = 3; ///< core, or the engine, did not answer
} // namespace exit_codes

using command = std::variant<run_command, validate_command, healthcheck_command, plan_command, extension_command,
                             render_command, query_command, convert_command, finished>;

/// `programs`: names of the proxy programs that have a renderer. Never throws because of the arguments: a usage error
/// is `finished` with `exit_codes::usage`.
command parse_command_line(int argc, const char* const* argv, std::vector<std::string> programs);

} // namespace signalbox
