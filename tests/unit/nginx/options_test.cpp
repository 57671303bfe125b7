#include "adapters/proxy/common/options.hpp"
#include "adapters/proxy/nginx/nginx_option_table.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_file.hpp"

#include <iterator>
#include <regex>
#include <string>

using namespace signalbox;
using test::contents;

namespace {

using list = std::vector<std::string>;

read_options read(const std::string& key, option_value value) {
  cluster_settings cluster;
  cluster.id = {"us-east"};
  cluster.config[key] = std::move(value);
  return read_proxy_options(cluster, nginx_option_table());
}

std::string value_of(const std::string& key, option_value value) { return read(key, std::move(value)).options[key]; }

bool fits(const std::string& key, option_value value) { return read(key, std::move(value)).found.empty(); }

std::string text(const char* raw) { return raw; }

} // namespace

TEST_CASE("the table is sorted, and each default passes its own grammar") {
  const auto table = nginx_option_table().rows;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (i > 0)
      CHECK(table[i - 1].key < table[i].key);
    CAPTURE(table[i].key);
    const auto* grammar = table[i].grammar;
    const std::string default_value(table[i].default_value);
    if (!grammar || default_value.empty())
      continue;
    const bool number = default_value.find_first_not_of("0123456789") == default_value.npos;
    const option_value value = default_value == "off" ? option_value{false}
                               : number               ? option_value{std::int64_t{std::stoll(default_value)}}
                                                      : option_value{default_value};
    CHECK(grammar->read(value, *grammar).text == default_value);
  }
}

namespace {

/// The golden case in the last column of a README row.
std::string case_of(const std::string& readme, std::size_t end_of_row) {
  const std::string before = "](../../../";
  const auto open = readme.find(before, end_of_row);
  return open > readme.find('\n', end_of_row)
             ? ""
             : readme.substr(open + before.size(), readme.find(')', open) - open - before.size());
}

} // namespace

TEST_CASE("the README has the same rows as the table, and each row names a case that sets the option") {
  const auto readme = contents("adapters/proxy/nginx/README.md");
  for (const auto& row : nginx_option_table().rows) {
    const std::string key(row.key), description(row.description), directive(row.directive),
        default_value(row.default_value);
    const bool format = key.ends_with("LogFormat");
    const auto line = row.grammar
                          ? "| `" + key + "` | " + std::string(row.grammar->expected) + " | " +
                                (default_value.empty() ? ""
                                 : format              ? "as Interlock's"
                                                       : '`' + default_value + '`') +
                                " | " + (directive.empty() ? "" : '`' + directive + '`') + " | " + description + " | "
                          : "| `" + key + "` | " + description + " |\n";
    CAPTURE(line);
    const auto at = readme.find(line);
    REQUIRE(at != std::string::npos);
    if (row.grammar) {
      const auto asked = contents(case_of(readme, at + line.size() - 1));
      CHECK(asked.substr(0, asked.find("----------")).find("option " + key + " = ") != std::string::npos);
    }
  }
}

namespace {

/// A default value as TOML.
std::string in_toml(const option_description& row) {
  const std::string default_value(row.default_value);
  if (default_value == "off")
    return "false";
  if (default_value.empty() && row.grammar && row.grammar->expected.starts_with("a list of") && row.key != "SSLCiphers")
    return "[]";
  const bool number = !default_value.empty() && default_value.find_first_not_of("0123456789") == default_value.npos;
  return number ? default_value : '"' + default_value + '"';
}

} // namespace

TEST_CASE("the example configuration lists every option with its default and a sentence") {
  const auto toml = contents("deploy/config.toml");
  for (const auto& row : nginx_option_table().rows) {
    const std::string key = row.key == "RLimitNoFile" ? "RlimitNoFile" : std::string(row.key);
    CAPTURE(key);
    std::smatch line;
    REQUIRE(std::regex_search(toml, line, std::regex("\n *(# )?" + key + " = ([^\n]*[^ \n]) +# [A-Z][^\n]*\\.(?=\n)")));
    if (line[1].matched && !key.ends_with("LogFormat"))
      CHECK(line[2].str() == in_toml(row));
  }
}

TEST_CASE("a problem names the key and the value, and has a hint") {
  const auto found = read("MaxConnections", text("many\n")).found;
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) == "[Extensions.us-east.Config].MaxConnections: 'many\\x0a' does not fit "
                               "(write a whole number from 16 to 1048576, or remove the key)");
  CHECK(found[0].level == severity::error);
}

TEST_CASE("a wrong value leaves the default in place") {
  CHECK(value_of("MaxConnections", std::int64_t{15}) == "1024");
  CHECK(value_of("MaxConnections", std::int64_t{16}) == "16");
}

TEST_CASE("an empty text means the default, as UCP writes it") {
  for (const auto& row : nginx_option_table().rows)
    CHECK(fits(std::string(row.key), text("")));
}

TEST_CASE("numbers outside their limits are refused") {
  CHECK(fits("WorkerProcesses", text("auto")));
  CHECK(fits("WorkerProcesses", text("4")));
  CHECK_FALSE(fits("WorkerProcesses", text("0")));
  CHECK_FALSE(fits("WorkerProcesses", text("4 ")));
  CHECK_FALSE(fits("WorkerProcesses", std::int64_t{513}));
  CHECK_FALSE(fits("ReadTimeout", std::int64_t{0}));
  CHECK_FALSE(fits("ReadTimeout", std::int64_t{-1}));
  CHECK_FALSE(fits("ReadTimeout", 1.5));
  CHECK_FALSE(fits("UpstreamZoneSize", std::int64_t{31})); // nginx needs eight pages
}

TEST_CASE("times and sizes have nginx's syntax") {
  CHECK(fits("KeepaliveTimeout", text("75s 60")));
  CHECK_FALSE(fits("KeepaliveTimeout", text("75s 60s 5s")));
  CHECK(fits("ClientBodyTimeout", text("1h30m500ms")));
  CHECK_FALSE(fits("ClientBodyTimeout", text("30m1h")));
  CHECK_FALSE(fits("ClientBodyTimeout", text("soon")));
  CHECK(fits("ClientMaxBodySize", text("2g")));
  CHECK_FALSE(fits("ClientBodyBufferSize", text("2g")));
  CHECK_FALSE(fits("ClientHeaderBufferSize", text("0")));
  CHECK(fits("LargeClientHeaderBuffers", text("4 8k")));
  CHECK_FALSE(fits("LargeClientHeaderBuffers", text("4 511"))); // nginx refuses less than 512
  CHECK_FALSE(fits("LargeClientHeaderBuffers", text("8k")));
}

TEST_CASE("a text that could end its directive is refused") {
  for (const char* key :
       {"User", "PidPath", "AccessLogPath", "ErrorLogPath", "KeepaliveTimeout", "ClientMaxBodySize",
        "ClientBodyBufferSize", "ClientBodyTimeout", "LargeClientHeaderBuffers", "HTTPVersion", "WorkerProcesses"})
    for (const char* value :
         {"x;", "/x;", "1;", "1.1;", "nginx;", "/a b", "/a\nb", "/a{", "$x", "\"", "1\n", "off\n", " "}) {
      CAPTURE(key, value);
      CHECK_FALSE(fits(key, text(value)));
    }
  CHECK_FALSE(fits("PidPath", '/' + std::string(100000, 'a')));
}

TEST_CASE("raw directives get a semicolon, and are refused if nginx could not read them") {
  CHECK(value_of("HTTPOptions", list{"gzip on", "", "# nothing", "sendfile off;"}) == "gzip on;\nsendfile off;\n");
  CHECK_FALSE(fits("HTTPOptions", list{"gzip on;", "server {"}));
  CHECK_FALSE(fits("GlobalOptions", list{"env A;", "daemon off;"}));
  CHECK_FALSE(fits("GlobalOptions", list{"http { }"}));
  CHECK_FALSE(fits("GlobalOptions", text("env A;")));
}

TEST_CASE("a log format is one list of fields, with Interlock's semicolon or without") {
  CHECK(value_of("MainLogFormat", text("'$status';")) == "'$status'");
  CHECK(value_of("MainLogFormat", text("'$status' # why")) == "'$status'");
  CHECK_FALSE(fits("MainLogFormat", text("'$status'; gzip on")));
  CHECK_FALSE(fits("MainLogFormat", text("a { b; }")));
  CHECK_FALSE(fits("MainLogFormat", text("# nothing")));
  CHECK_FALSE(fits("MainLogFormat", list{"'$status'"}));
}

TEST_CASE("a list of addresses is normalized") {
  CHECK(value_of("ProxyProtocolFrom", list{"10.1.2.3/8", "::1"}) == "10.0.0.0/8 ::1");
  CHECK_FALSE(fits("ProxyProtocolFrom", list{"10.0.0.0/8;"}));
  CHECK_FALSE(fits("ProxyProtocolFrom", text("10.0.0.0/8")));
}

TEST_CASE("TLS takes versions and ciphers, and nothing else") {
  CHECK(fits("SSLProtocols", text("TLSv1.2")));
  CHECK(fits("SSLCiphers", text("HIGH:!aNULL:!MD5")));
  CHECK(fits("Version", text("1.27.4")));
  for (const char* key : {"SSLProtocols", "SSLCiphers", "Version"})
    for (const char* value : {"x;", "TLSv1.2;", "1.2.3;", "$x", "a b", "1\n"})
      CHECK_FALSE(fits(key, text(value)));
}

TEST_CASE("keys without an effect and unknown keys are warnings, defaults of UCP are not") {
  CHECK(fits("SSLVerify", text("required")));
  for (const auto& row : nginx_option_table().rows)
    if (!row.grammar) {
      const auto found = read(std::string(row.key), text("x")).found;
      REQUIRE(found.size() == 1);
      CHECK(found[0].level == severity::warning);
      CHECK(fits(std::string(row.key), false));
      CHECK(fits(std::string(row.key), list{}));
    }
  const auto found = read("MaxConnection", text("x")).found;
  REQUIRE(found.size() == 1);
  CHECK(found[0].level == severity::warning);
  CHECK(found[0].hint == "did you mean MaxConnections?");
}
