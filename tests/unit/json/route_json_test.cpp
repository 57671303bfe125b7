#include "adapters/json/route_json.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using nlohmann::json;

namespace {

std::string error_in(const std::string& text) {
  try {
    routes_from_json(json::parse(text));
    return "";
  } catch (const bad_json& e) {
    return e.what();
  }
}

} // namespace

TEST_CASE("default values are not written, and missing values are read as defaults") {
  cluster_settings c;
  c.id = {"us-east"};
  c.config = {{"WorkerProcesses", std::int64_t{2}}, {"User", "nginx"}};
  route_table t;
  host_route h;
  h.host = "demo.local";
  h.paths = {{"/", "", false, {{"demo", {{"10.0.0.3", 8080}}}}, {}}};
  h.paths[0].settings.read_timeout = std::chrono::seconds{7};
  t.hosts = {h};
  CHECK(routes_to_json(t, c) == json::parse(R"({"cluster":"us-east","config_path":"/etc/nginx/nginx.conf",
          "ports":{"http":80,"https":443,"published_http":8080,"published_https":8443},
          "options":{"WorkerProcesses":2,"User":"nginx"},
          "hosts":[{"host":"demo.local","paths":[{"backends":[{"service":"demo",
            "targets":[{"address":"10.0.0.3","port":8080}]}],"settings":{"read_timeout":7}}]}]})"));
  const auto back = routes_from_json(json::parse(R"({"hosts":[{"host":"demo.local","paths":[{}]}],"later":1})"));
  REQUIRE(back.routes.hosts.size() == 1);
  CHECK(back.routes.hosts[0].paths[0].path == "/");
  CHECK(back.cluster.target_port == 80);
}

TEST_CASE("an error names the place of the value that cannot be read") {
  CHECK(error_in(R"([])") == ": has to be an object");
  CHECK(error_in(R"({"hosts":{}})") == "hosts: has to be an array");
  CHECK(error_in(R"({"hosts":[{"paths":[{"path":1}]}]})") == "hosts[0].paths[0].path: has to be a string");
  CHECK(error_in(R"({"ports":{"http":70000}})") == "ports.http: has to be a whole number from 0 to 65535");
  CHECK(error_in(R"({"ports":{"http":-1}})") == "ports.http: has to be a whole number from 0 to 65535");
  CHECK(error_in(R"({"hosts":[{"passthrough":"yes"}]})") == "hosts[0].passthrough: has to be true or false");
  CHECK(error_in(R"({"options":{"User":{}}})") ==
        "options.User: has to be a string, a number, true, false, or an array of strings");
}

TEST_CASE("problems are read as they were written") {
  const problems found{{severity::error, "web", "label com.docker.lb.hosts", "is bad", "mend it"},
                       {severity::warning, "", "User", "is odd", ""}};
  CHECK(problems_from_json(problems_to_json(found), "problems") == found);
}
