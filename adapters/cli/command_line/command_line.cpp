#include "adapters/cli/command_line/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace signalbox {
namespace {

constexpr const char* purpose = "Signalbox, an application router for Docker Swarm.\n"
                                "It watches the services of a Swarm and runs the proxies that route to them.";

constexpr const char* epilogue =
    "Exit codes:\n"
    "  0  all is well\n"
    "  1  validate: the file has errors; healthcheck: the core does not answer; run: it could not go on;\n"
    "     plan: the file has errors, the engine does not answer, or a step is blocked; render: there are errors;\n"
    "     status: core, a cluster, a proxy or a service has a problem;\n"
    "     explain: not every proxy task serves the current service, or core has no service of that name;\n"
    "     convert: an option has no equivalent, or an access restriction would be lost\n"
    "  2  the command line is wrong\n"
    "  3  status, history, explain: core cannot be reached; convert --docker: the engine cannot be read\n"
    "\n"
    "Example:\n"
    "  signalbox validate -c config.toml && signalbox -D run -c config.toml";

/// Options of all commands, and the values that were given.
class parser {
public:
  explicit parser(std::vector<std::string> programs) : programs_(std::move(programs)) {
    std::ranges::sort(programs_);
    app_.footer(epilogue);
    app_.set_version_flag("-V,--version", std::string("signalbox ") + SIGNALBOX_VERSION, "Print the version and leave");
    app_.set_help_flag("-h,--help", "Print this help and leave");
    app_.add_flag("-D,--debug", debug_, "Log in detail; before or after the command");
    app_.require_subcommand(1);
    run_ = add("run", "Run the core: watch the Swarm and manage the proxies, until SIGTERM");
    validate_ = add("validate", "Report every problem of a configuration file");
    healthcheck_ = add("healthcheck", "Check that a running core answers /healthz");
    plan_ = add("plan", "Print the changes a configuration file would cause to this Swarm's proxies, and make none");
    plan_->add_option("-c,--config", file_, "The TOML file")->required()->type_name("FILE");
    plan_->add_option("--core", core_, "Name of core's service, where it cannot be found")->type_name("NAME");
    plan_->add_flag("--json", json_, "Print the steps as JSON");
    status_ = add_question("status", "Print the state of a running core, its clusters and their services");
    history_ = add_question("history", "Print the events of a running core, newest first");
    explain_ = add_question("explain", "Print why a running core routes a service as it does, or not at all");
    explain_->add_option("SERVICE", service_, "Name of a Swarm service")->required();
    add_convert();
    run_->add_option("-c,--config", file_, "The TOML file")->required()->type_name("FILE");
    chaos_ = run_->add_option("--chaos", chaos_address_,
                              "For tests only: let whoever reaches ADDRESS:PORT kill actors; loopback, port 8079, if "
                              "nothing else is said");
    chaos_->expected(0, 1)->type_name("[ADDRESS:PORT]");
    validate_->add_option("-c,--config", file_, "The TOML file")->required()->type_name("FILE");
    validate_->add_flag("--json", json_, "Print the problems as JSON");
    add_extension();
    add_render();
    healthcheck_->add_option("-c,--config", file_, "Use the ListenAddr of this TOML file")->type_name("FILE");
    healthcheck_->add_option("--url", url_, "URL to request; without it and -c: http://127.0.0.1:8080/healthz")
        ->type_name("URL");
  }

  command parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return leave(e);
    }
    if (run_->parsed())
      return run_command{file_, debug_, chaos()};
    if (validate_->parsed())
      return validate_command{file_, json_, debug_};
    if (plan_->parsed())
      return plan_command{file_, core_, json_, debug_};
    if (extension_->parsed()) {
      extension_command_.debug = debug_;
      return extension_command_;
    }
    if (render_->parsed())
      return render();
    using subject = query_command::subject;
    for (const auto& [sub, about] :
         {std::pair{status_, subject::status}, {history_, subject::history}, {explain_, subject::explain}})
      if (sub->parsed())
        return query_command{about, service_, core_, json_, debug_};
    if (convert_->parsed())
      return convert();
    return healthcheck_command{url_, file_, debug_};
  }

private:
  CLI::App* add(const char* name, const char* does) {
    auto* sub = app_.add_subcommand(name, does);
    sub->fallthrough();
    sub->set_help_flag("-h,--help", "Print this help and leave");
    return sub;
  }

  CLI::Option* add_kind(CLI::App* to, std::string& kind) {
    return to->add_option("kind", kind, "For which proxy")
        ->required()
        ->check(CLI::IsMember(programs_))
        ->type_name("KIND");
  }

  void add_extension() {
    auto& e = extension_command_;
    extension_ = add("extension", "Run a cluster's extension: poll core for its routes, and render them");
    add_kind(extension_, e.kind);
    extension_->add_option("--core", e.core, "Where core listens: http://HOST:PORT")
        ->envname("SIGNALBOX_CORE")
        ->required()
        ->type_name("URL");
    extension_->add_option("--cluster", e.cluster, "Whose routes")
        ->envname("SIGNALBOX_CLUSTER")
        ->required()
        ->type_name("NAME");
    extension_->add_option("--task", e.task, "Id of this task")->envname("SIGNALBOX_TASK")->required()->type_name("ID");
    extension_->add_option("--token-file", e.token_file, "File with the cluster's token, if it has one")
        ->type_name("FILE");
    extension_
        ->add_option("--template", e.template_file, "File with a template that replaces the renderer, if it exists")
        ->type_name("FILE");
  }

  void add_render() {
    auto& r = render_command_;
    render_ = add("render", "Print the configuration that an extension renders from routes, without a core");
    add_kind(render_, r.kind);
    auto* routes = render_->add_option("routes", r.routes, "Routes as an extension gets them; - is stdin");
    routes->type_name("FILE");
    auto* engine = render_->add_option("--engine", r.engine, "What the engine lists, instead of routes");
    engine->type_name("FILE")->excludes(routes);
    render_->add_option("--template", r.template_file, "File with a template that replaces the renderer")
        ->type_name("FILE");
    render_->add_option("-c,--config", r.file, "The TOML file, for --engine")->type_name("FILE")->needs(engine);
    render_->add_option("--cluster", r.cluster, "Block of the TOML file, if it has several")
        ->type_name("NAME")
        ->needs(engine);
  }

  command render() {
    auto& r = render_command_;
    r.debug = debug_;
    if (r.routes.empty() && r.engine.empty())
      r.routes = "-";
    if (!r.engine.empty() && r.file.empty())
      return finished{exit_codes::usage, "--engine needs --config: the TOML file defines the clusters\n"};
    return r;
  }

  void add_convert() {
    auto& c = convert_command_;
    convert_ = add("convert", "Print labels that are equivalent to those of Traefik or caddy-docker-proxy");
    convert_->add_option("router", router_, "Whose labels")->required()->check(CLI::IsMember({"traefik", "caddy"}));
    auto* file = convert_->add_option("services", c.file, "What docker service inspect prints; - or nothing is stdin");
    file->type_name("FILE");
    convert_->add_option("--docker", c.docker, "Read the services of this Swarm: unix:///var/run/docker.sock")
        ->type_name("URL")
        ->excludes(file);
    convert_->add_option("--cluster", c.cluster, "Put into each service_cluster")->type_name("NAME");
    convert_->add_option("--certificate", c.certificate, "Secret with the certificate of hosts that had HTTPS")
        ->type_name("SECRET");
    convert_->add_flag("--json", json_, "Print labels and notes as JSON");
  }

  command convert() {
    auto& c = convert_command_;
    c.from = router_ == "caddy" ? convert_command::router::caddy : convert_command::router::traefik;
    c.json = json_;
    c.debug = debug_;
    return c;
  }

  CLI::App* add_question(const char* name, const char* does) {
    auto* sub = add(name, does);
    sub->add_option("--core", core_,
                    "Where core listens; without it the ListenAddr of /config.toml, as in core's container, or " +
                        std::string(usual_core))
        ->type_name("URL");
    sub->add_flag("--json", json_, "Print core's answer as it is");
    return sub;
  }

  std::string chaos() const {
    if (chaos_->count() == 0)
      return {};
    return chaos_address_.empty() ? usual_chaos_address : chaos_address_;
  }

  finished leave(const CLI::ParseError& e) {
    std::ostringstream out, err;
    bool asked = app_.exit(e, out, err) == 0;
    if (auto rest = app_.remaining(); !asked && app_.get_subcommands().empty() && !rest.empty())
      return {exit_codes::usage, '\'' + rest.front() + "' is not a command\nRun with --help for more information.\n"};
    return asked ? finished{exit_codes::ok, out.str()} : finished{exit_codes::usage, err.str()};
  }

  std::vector<std::string> programs_; ///< sorted
  CLI::App app_{purpose, "signalbox"};
  CLI::App *run_, *validate_, *healthcheck_, *plan_, *extension_, *render_, *status_, *history_, *explain_, *convert_;
  convert_command convert_command_;
  extension_command extension_command_;
  render_command render_command_;
  CLI::Option* chaos_;
  std::string file_, url_, core_, service_, router_, chaos_address_;
  bool debug_ = false, json_ = false;
};

} // namespace

command parse_command_line(int argc, const char* const* argv, std::vector<std::string> programs) {
  return parser(std::move(programs)).parse(argc, argv);
}

} // namespace signalbox
