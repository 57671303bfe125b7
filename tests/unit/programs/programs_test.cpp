#include "adapters/proxy/programs.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace signalbox;

TEST_CASE("every row is complete, and names are unique") {
  std::set<std::string> names;
  for (const auto& p : proxy_program_table()) {
    CAPTURE(p.name);
    CHECK(names.insert(p.name).second);
    CHECK(p.render);
    CHECK(p.check_options);
    CHECK(p.line_in);
    CHECK(p.oldest <= p.resolves_names);
    CHECK(find_program(proxy_program_table(), p.name) == &p);
    CHECK(std::holds_alternative<rendered_text>(p.render({}, {})));
    CHECK(p.check_options({}).empty());
    for (const auto& note : p.notes)
      CHECK(p.oldest < note.since);
  }
  CHECK(default_program().name == std::string{"nginx"});
}

TEST_CASE("the line in an error message of each program is found") {
  const auto line = [](const std::string& message) {
    std::set<std::size_t> lines;
    for (const auto* reported : {"nginx/1.28.0", "haproxy/2.6.12", "another/1.0", ""})
      lines.insert(line_in(proxy_program_table(), reported, message));
    REQUIRE(lines.size() == 1);
    return *lines.begin();
  };
  CHECK(line("nginx: [emerg] x in /etc/nginx/nginx.conf:3") == 3);
  CHECK(line("first line\nnginx: [emerg] x in /etc/nginx/nginx.conf:8") == 8);
  for (const auto* message : {"no line", "x in /a:99999999999999999999", "in /a:", "host:80 not found"})
    CHECK(line(message) == 0);
}

TEST_CASE("a report names a program and its version") {
  const auto all = proxy_program_table();
  CHECK(program_of_report(all, "haproxy/2.6.12") == find_program(all, "haproxy"));
  CHECK(program_of_report(all, "nginx") == find_program(all, "nginx"));
  CHECK_FALSE(program_of_report(all, "another/1.0"));
  CHECK_FALSE(program_of_report(all, ""));
  CHECK(version_of_report("nginx/1.22.1") == program_version{1, 22, 1});
  CHECK(version_of_report("nginx") == program_version{});
  CHECK(version_of_report("nginx/mainline") == program_version{});
}
