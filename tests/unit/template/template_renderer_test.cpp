#include "adapters/proxy/template/template_renderer.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

route_table one_host() {
  route_table t;
  host_route h;
  h.host = "demo.local";
  h.paths = {{"/", "", false, {{"demo", {{"10.0.0.3", 8080}, {"10.0.0.4", 8080}}}}, {}}};
  t.hosts = {h};
  return t;
}

render_result result_of(const std::string& text) {
  cluster_settings c;
  c.id = {"us-east"};
  c.config = {{"User", "nginx"}};
  return template_renderer("mine", text)(one_host(), c);
}

problem problem_of(const std::string& text) {
  const auto result = result_of(text);
  const auto* failed = std::get_if<render_failed>(&result);
  if (!failed)
    FAIL(std::get<rendered_text>(result).text);
  REQUIRE(failed->found.size() == 1);
  return failed->found[0];
}

} // namespace

TEST_CASE("a template's function gets the routes, and its text is the configuration, byte for byte") {
  const auto result = result_of("function(routes)\n"
                                "  'user ' + routes.options.User + ';\\n' +\n"
                                "  std.join('', ['server ' + t.address + ':' + t.port + ' ' + p.strip + ';\\n'\n"
                                "    for h in routes.hosts for p in h.paths for b in p.backends for t in b.targets])");
  CHECK(std::get<rendered_text>(result).text == "user nginx;\nserver 10.0.0.3:8080 ;\nserver 10.0.0.4:8080 ;\n");
}

TEST_CASE("a template that fails is a problem with its line") {
  const auto syntax = problem_of("function(routes)\n  'a' +\n  }");
  CHECK(syntax.where == "template mine:3:3");
  CHECK(syntax.what.find("xpected") != std::string::npos);
  const auto unknown = problem_of("function(routes)\n  routes.nothing");
  CHECK(unknown.where.substr(0, 15) == "template mine:2");
  CHECK(unknown.what == "field does not exist: nothing");
  const auto own = problem_of("function(routes)\n  error 'no host may be called ' + routes.hosts[0].host");
  CHECK(own.what == "no host may be called demo.local");
  CHECK(problem_of("function(routes) { a: 1 }").what.find("string") != std::string::npos);
}

TEST_CASE("a template cannot read files, and its recursion is limited") {
  CHECK(problem_of("function(routes) importstr '/etc/passwd'").what.find("cannot import anything: /etc/passwd") !=
        std::string::npos);
  CHECK(problem_of("function(routes) import 'other'").what.find("cannot import") != std::string::npos);
  CHECK(problem_of("local f(n) = f(n + 1) + 1; function(routes) '' + f(0)").what.find("stack") != std::string::npos);
}
