#include "actors/extension/extension_logic.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/support/catch.hpp"

#include <functional>
#include <sstream>

using namespace signalbox;

namespace {

routes_changed table(std::uint32_t count, std::string sum) {
  return {{"us-east"}, {1, count}, {std::move(sum)}, std::make_shared<const route_table>(), true};
}

/// The logic with a renderer that answers at once.
class rendering {
public:
  explicit rendering(std::function<render_result(const route_table&)> render) : render_(std::move(render)) {}

  extension_effects on(const routes_changed& r) { return finish(logic_.on(r)); }
  extension_effects on(const agent_report& r) { return finish(logic_.on(r)); }

private:
  extension_effects finish(extension_effects e) {
    while (e.request) {
      auto then = logic_.on_rendered(e.request->number, render_(*e.request->routes));
      then.events.insert(then.events.begin(), e.events.begin(), e.events.end());
      e = std::move(then);
    }
    return e;
  }
  extension_logic logic_{proxy_program_table()};
  std::function<render_result(const route_table&)> render_;
};

/// A proxy that validates and loads the extension's texts, and reports the reason of a refusal.
struct trying {
  explicit trying(bool tells_lines) : names_lines(tells_lines) {}

  bool names_lines;
  std::set<std::string> bad;     ///< services whose part is refused
  std::set<std::string> expired; ///< secrets of expired certificates
  std::string loaded;
  int tests = 0;
  std::vector<std::string> events;
  extension_report report;
  rendering logic{[](const route_table& t) -> render_result {
    std::string text = "events {}\n";
    for (const auto& h : t.hosts) {
      text += "\n# service";
      for (const auto& b : h.paths.at(0).backends)
        text += ' ' + b.service;
      text += "\nserver " + h.host + ";\n";
    }
    return rendered_text{text};
  }};

  void route(const std::map<std::string, std::string>& labels, const std::string& certificate = "") {
    auto t = std::make_shared<route_table>();
    for (const auto& [service, label] : labels) {
      host_route host;
      host.host = service + ".local";
      host.certificate = certificate;
      host.certified_by = service;
      host.paths = {{"/", "", false, {{service, {}}}, {}}};
      t->hosts.push_back(std::move(host));
      t->labels[service] = {label};
    }
    ++count;
    perform_all(logic.on(routes_changed{{"us-east"}, {1, count}, {std::to_string(count)}, t, true}));
  }

private:
  void perform_all(const extension_effects& e) {
    events.insert(events.end(), e.events.begin(), e.events.end());
    if (e.report)
      report = *e.report;
    if (!e.config)
      return;
    REQUIRE(++tests < 100);
    agent_report r{"t1", "", {}, e.config->sum, verdict::loaded, "", {}, expired};
    std::istringstream lines{*e.config->text};
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number)
      for (const auto& b : bad)
        if (line == "server " + b + ".local;") {
          r.result = verdict::refused;
          r.error = names_lines
                        ? "nginx: [emerg] host not found in /etc/nginx/nginx.conf.next:" + std::to_string(number)
                        : "nginx: [emerg] something is wrong";
        }
    if (r.result == verdict::loaded && e.config->validate_only)
      r.result = verdict::passed;
    else if (r.result == verdict::loaded)
      loaded = *e.config->text;
    perform_all(logic.on(r));
  }
  std::uint32_t count = 0;
};

bool serves(const trying& p, const std::string& service) {
  return p.loaded.find(service + ".local") != std::string::npos;
}

} // namespace

TEST_CASE("an unchanged table is not rendered again, but its revision is passed on") {
  int rendered = 0;
  rendering logic{[&](const route_table&) -> render_result {
    ++rendered;
    return rendered_text{"text"};
  }};
  CHECK(logic.on(table(1, "a")).config->rev == revision{1, 1});
  CHECK(logic.on(table(2, "a")).config->rev == revision{1, 2});
  CHECK(rendered == 1);
}

TEST_CASE("while rendering fails the last good text stays, and the problem is reported") {
  bool broken = false;
  rendering logic{[&](const route_table&) -> render_result {
    if (broken)
      return render_failed{{{severity::error, "", "template", "line 3", ""}}};
    return rendered_text{"good"};
  }};
  REQUIRE(logic.on(table(1, "a")).config);
  broken = true;
  const auto failed = logic.on(table(2, "b"));
  CHECK_FALSE(failed.config);
  CHECK(failed.report->found.size() == 1);
  CHECK(failed.report->rendered == revision{1, 1});
  broken = false;
  CHECK(logic.on(table(3, "c")).config->rev == revision{1, 3});
}

TEST_CASE("a refusal by a task of another program is ignored") {
  rendering logic{[&](const route_table&) { return rendered_text{"frontend", {}, "haproxy"}; }};
  const auto told = logic.on(table(1, "a"));
  REQUIRE(told.config);
  CHECK(told.config->program == "haproxy");
  agent_report word{"t1", "nginx/1.30.0", {}, told.config->sum, verdict::refused, "unknown directive"};
  CHECK_FALSE(logic.on(word).report);
  word.proxy = "haproxy/3.2.0";
  CHECK(logic.on(word).report);
}

TEST_CASE("a service whose part the proxy refuses is quarantined, the others are routed") {
  for (const bool names_lines : {true, false}) {
    trying p{names_lines};
    p.route({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}, {"e", "1"}});
    p.bad = {"d", "new"};
    p.route({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "2"}, {"e", "1"}, {"new", "1"}});
    for (const char* good : {"a", "b", "c", "e"})
      CHECK(serves(p, good));
    CHECK_FALSE(serves(p, "d"));
    CHECK_FALSE(serves(p, "new"));
    REQUIRE(p.report.quarantined.size() == 2);
    CHECK(p.report.quarantined[0].service == "d");
    CHECK(p.report.found.at(0).service == "d");
    CHECK(p.report.found.at(0).what.find("nginx: [emerg]") != std::string::npos);
    CHECK(p.events.size() == 2);

    SECTION(names_lines ? "another service's change keeps it" : "another service's change keeps it, without lines") {
      p.tests = 0;
      p.route({{"a", "3"}, {"b", "1"}, {"c", "1"}, {"d", "2"}, {"e", "1"}, {"new", "1"}});
      CHECK(p.report.quarantined.size() == 2);
      CHECK(p.tests == 1);
    }
    SECTION(names_lines ? "new labels end it" : "new labels end it, without lines") {
      p.bad = {"new"};
      p.route({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "3"}, {"e", "1"}, {"new", "1"}});
      CHECK(serves(p, "d"));
      CHECK(p.report.quarantined.size() == 1);
    }
  }
}

TEST_CASE("bisection needs few tests, and finds the service at fault in the first text, too") {
  trying p{false};
  std::map<std::string, std::string> many;
  for (int i = 0; i < 1000; ++i)
    many["s" + std::to_string(i)] = "1";
  p.bad = {"s617"};
  p.route(many);
  CHECK_FALSE(serves(p, "s617"));
  CHECK(serves(p, "s618"));
  CHECK(p.tests < 20);
}

TEST_CASE("if no service is at fault, none is quarantined, and the history has an entry") {
  bool broken = false;
  std::vector<config_rendered> sent;
  rendering logic{[&](const route_table& t) -> render_result {
    return rendered_text{(broken ? "broken" : "fine") + std::to_string(t.labels.size())};
  }};
  auto t = std::make_shared<route_table>();
  t->labels = {{"a", {"1"}}, {"b", {"1"}}};
  broken = true;
  auto e = logic.on(routes_changed{{"us-east"}, {1, 1}, {"1"}, t, true});
  for (int i = 0; i < 20 && e.config && e.events.empty(); ++i)
    e = logic.on(agent_report{"t1", "", {}, e.config->sum, verdict::refused, "nginx: [emerg] bad option", {}});
  REQUIRE(e.events.size() == 1);
  CHECK(e.events[0] == "the proxy refuses the configuration whatever services are in it: nginx: [emerg] bad option");
  CHECK(e.report->quarantined.empty());
}

TEST_CASE("only a line within a service's part names the service") {
  const std::string text = "events {}\n# service web\nupstream x {\n}\n\nhttp2 on;\n# service a b\nserver {}\n";
  CHECK(services_at_fault(text, 3) == service_names{"web"});
  CHECK(services_at_fault(text, 8) == service_names{"a", "b"});
  for (const std::size_t line : {0, 1, 6})
    CHECK(services_at_fault(text, line).empty());
}

TEST_CASE("an expired certificate is reported once, and no service is left out") {
  trying p{true};
  const auto word = [&](std::set<std::string> expired) {
    agent_report r;
    r.task = "t1";
    r.expired = std::move(expired);
    return p.logic.on(r);
  };
  p.expired = {"a.crt"};
  CHECK(!word(p.expired).report); // no routes yet
  p.route({{"a", "1"}}, "a.crt");
  REQUIRE(p.report.found.size() == 1);
  CHECK(p.report.found[0].service == "a");
  CHECK(serves(p, "a"));
  const auto same = word({"a.crt"});
  CHECK(!same.report);
  CHECK(!same.config);
  const auto renewed = word({});
  REQUIRE(renewed.report);
  CHECK(renewed.report->found.empty());
  CHECK(!renewed.config);
}

TEST_CASE("only the answer to the newest request is used") {
  extension_logic logic{proxy_program_table()};
  const auto first = logic.on(table(1, "a"));
  REQUIRE(first.request);
  CHECK_FALSE(first.config);
  CHECK_FALSE(logic.on(table(2, "a")).request); // one request for the same table
  const auto second = logic.on(table(3, "b"));
  REQUIRE(second.request);
  CHECK_FALSE(logic.on_rendered(first.request->number, rendered_text{"old"}).config);
  const auto done = logic.on_rendered(second.request->number, rendered_text{"new"});
  REQUIRE(done.config);
  CHECK(*done.config->text == "new");
  CHECK(done.config->rev == revision{1, 3});
}

TEST_CASE("the newest request may be answered again, as by a replaced extension") {
  extension_logic logic{proxy_program_table()};
  const auto first = logic.on(table(1, "a"));
  REQUIRE(logic.on_rendered(first.request->number, rendered_text{"old"}).config);
  const auto again = logic.on_rendered(first.request->number, rendered_text{"new"});
  REQUIRE(again.config);
  CHECK(*again.config->text == "new");
  const auto broken =
      logic.on_rendered(first.request->number, render_failed{{{severity::error, "", "template", "", ""}}});
  CHECK_FALSE(broken.config);
  CHECK(broken.report->found.size() == 1);
  CHECK(logic.on_rendered(first.request->number, rendered_text{"mended"}).config);
}

TEST_CASE("while a request is pending, the last good text keeps its revision") {
  extension_logic logic{proxy_program_table()};
  const auto first = logic.on(table(1, "a"));
  REQUIRE(logic.on_rendered(first.request->number, rendered_text{"a"}).config);
  const auto second = logic.on(table(2, "b"));
  const auto waiting = logic.on(table(3, "b"));
  CHECK_FALSE(waiting.config);
  CHECK(waiting.report->rendered == revision{1, 1});
  const auto done = logic.on_rendered(second.request->number, rendered_text{"b"});
  REQUIRE(done.config);
  CHECK(done.config->rev == revision{1, 3});
}
