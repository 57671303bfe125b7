#include "adapters/cli/command_line/command_line.hpp"
#include "adapters/cli/command_line/health_url.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using namespace signalbox;

namespace {

command typed(std::vector<const char*> words) {
  words.insert(words.begin(), "signalbox");
  return parse_command_line(static_cast<int>(words.size()), words.data(), {"nginx", "haproxy"});
}

finished ended(std::vector<const char*> words) {
  auto result = typed(std::move(words));
  REQUIRE(std::holds_alternative<finished>(result));
  return std::get<finished>(result);
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("run takes a file, and -D before or after the command") {
  for (auto words : {std::vector{"-D", "run", "-c", "/config.toml"},
                     {"run", "-D", "-c", "/config.toml"},
                     {"run", "-c", "/config.toml", "--debug"},
                     {"--debug", "run", "--config", "/config.toml"}}) {
    auto result = typed(words);
    REQUIRE(std::holds_alternative<run_command>(result));
    CHECK(std::get<run_command>(result).file == "/config.toml");
    CHECK(std::get<run_command>(result).debug);
  }
  CHECK(!std::get<run_command>(typed({"run", "-c", "f"})).debug);
}

TEST_CASE("the kill switch needs --chaos, and listens on loopback by default") {
  const auto where = [](std::vector<const char*> words) {
    return std::get<run_command>(typed(std::move(words))).chaos;
  };
  CHECK(where({"run", "-c", "f"}).empty());
  CHECK(where({"run", "-c", "f", "--chaos"}) == "127.0.0.1:8079");
  CHECK(where({"run", "--chaos", "-c", "f"}) == "127.0.0.1:8079");
  CHECK(where({"run", "--chaos", "10.0.0.1:99", "-c", "f"}) == "10.0.0.1:99");
  CHECK(where({"run", "-c", "f", "--chaos=10.0.0.1:99"}) == "10.0.0.1:99");
  CHECK(ended({"--chaos", "run", "-c", "f"}).exit_code == exit_codes::usage);
  CHECK(ended({"validate", "-c", "f", "--chaos"}).exit_code == exit_codes::usage);
}

TEST_CASE("validate, plan and healthcheck take their options") {
  auto validate = std::get<validate_command>(typed({"validate", "-c", "f", "--json"}));
  CHECK(validate.file == "f");
  CHECK(validate.json);
  CHECK(!std::get<validate_command>(typed({"validate", "-c", "f"})).json);
  CHECK(std::get<plan_command>(typed({"plan", "-c", "f", "--json", "--core", "x"})).core == "x");
  CHECK(std::get<plan_command>(typed({"plan", "-c", "f"})).json == false);
  CHECK(std::get<healthcheck_command>(typed({"healthcheck"})).url == "");
  CHECK(std::get<healthcheck_command>(typed({"healthcheck", "--url", "http://h/"})).url == "http://h/");
  CHECK(std::get<healthcheck_command>(typed({"healthcheck", "-c", "f"})).file == "f");
}

TEST_CASE("help and version exit with 0") {
  CHECK(ended({"--help"}).exit_code == exit_codes::ok);
  for (const char* word : {"run", "validate", "healthcheck", "--debug", "--version", "Exit codes", "  2  "}) {
    INFO(word);
    CHECK(mentions(ended({"--help"}).text, word));
  }
  CHECK(mentions(ended({"validate", "--help"}).text, "--json"));
  CHECK(ended({"--version"}).exit_code == exit_codes::ok);
  CHECK(mentions(ended({"--version"}).text, "signalbox 0."));
}

TEST_CASE("invalid arguments are a usage error that names --help") {
  for (auto words : {std::vector<const char*>{},
                     {"run"},
                     {"validate"},
                     {"fly"},
                     {"run", "-c"},
                     {"run", "-c", "f", "more"},
                     {"run", "-c", "f", "--json"},
                     {"run", "-c", "f", "validate", "-c", "g"},
                     {"--no-such"}}) {
    auto end = ended(words);
    CHECK(end.exit_code == exit_codes::usage);
    CHECK(mentions(end.text, "--help"));
  }
  CHECK(mentions(ended({"run"}).text, "--config is required"));
  CHECK(mentions(ended({"fly"}).text, "'fly' is not a command"));
}

TEST_CASE("status, history and explain take a core and a format, explain a service") {
  using subject = query_command::subject;
  CHECK(std::get<query_command>(typed({"status"})).about == subject::status);
  CHECK(std::get<query_command>(typed({"history", "--json"})).json);
  const auto explain = std::get<query_command>(typed({"explain", "shop", "--core", "http://h:1"}));
  CHECK(explain.about == subject::explain);
  CHECK(explain.service == "shop");
  CHECK(explain.core == "http://h:1");
  CHECK(!explain.json);
  CHECK(ended({"explain"}).exit_code == exit_codes::usage);
  CHECK(ended({"status", "shop"}).exit_code == exit_codes::usage);
}

TEST_CASE("convert takes a router, and the source of the services") {
  const auto c = std::get<convert_command>(
      typed({"convert", "caddy", "services.json", "--cluster", "us-east", "--certificate", "wild", "--json"}));
  CHECK(c.from == convert_command::router::caddy);
  CHECK(c.file == "services.json");
  CHECK(c.cluster == "us-east");
  CHECK(c.certificate == "wild");
  CHECK(c.json);
  CHECK(std::get<convert_command>(typed({"convert", "traefik", "--docker", "unix:///s"})).docker == "unix:///s");
  CHECK(ended({"convert", "haproxy"}).exit_code == exit_codes::usage);
  CHECK(ended({"convert"}).exit_code == exit_codes::usage);
  CHECK(ended({"convert", "traefik", "file", "--docker", "unix:///s"}).exit_code == exit_codes::usage);
}

TEST_CASE("core's address is that of --core, else that of its file") {
  const auto url = [](const std::string& given) { return std::get<std::string>(core_url(given, "")); };
  CHECK(url("") == "http://127.0.0.1:8080");
  CHECK(url("http://core:81/") == "http://core:81");
  CHECK(url("core:81") == "http://core:81");
  CHECK(std::get<finished>(core_url("https://core", "")).exit_code == exit_codes::usage);
  CHECK(std::get<finished>(core_url("", "no-such-file")).exit_code == exit_codes::problems);
}
