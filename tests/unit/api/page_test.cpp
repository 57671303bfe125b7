#include "adapters/api/page.hpp"
#include "adapters/api/page_parts.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/api/snapshots.hpp"

using namespace signalbox;

namespace {

bool has(const std::string& html, const std::string& part) { return html.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the page begins with the problems, and links to their places") {
  auto html = status_page(snapshot());
  auto summary = html.find("<a href=\"#cluster-0\">us-east</a>: degraded, 1 error, 1 warning");
  REQUIRE(summary != std::string::npos);
  CHECK(summary < html.find("<section"));
  CHECK(has(html, "<h2 id=\"cluster-0\""));
  CHECK_FALSE(has(html, "<a href=\"#cluster-1\">"));
}

TEST_CASE("a problem shows its level as a word") {
  auto html = status_page(snapshot());
  CHECK(has(html, "<b>Error</b> label com.docker.lb.port: "));
  CHECK(has(html, "<b>Warning</b> secret tls: does not exist <span class=\"hint\">create it</span>"));
}

TEST_CASE("a routed service without a target is not shown as healthy") {
  auto p = ready_snapshot();
  p.clusters[1].routes->services = {{"id9", "asleep", true, {"asleep.local"}, 0, {}}};
  auto html = status_page(p);
  CHECK(has(html, "<span class=\"tag warn\">no target</span>"));
  CHECK(has(html, "no task of this service runs with an address the proxy can reach"));
}

TEST_CASE("actors that run without a restart are only counted") {
  auto html = status_page(snapshot());
  CHECK(has(html, "<th scope=\"row\" class=\"any\">us-east/proxy</th>"));
  CHECK_FALSE(has(html, "<th scope=\"row\" class=\"any\">watcher</th>"));
  CHECK(has(html, "1 actor runs and was never restarted."));
}

TEST_CASE("the page reloads itself unless that is switched off") {
  CHECK(has(status_page(snapshot()), "http-equiv=\"refresh\""));
  CHECK_FALSE(has(status_page(snapshot(), false), "http-equiv=\"refresh\""));
}

TEST_CASE("the page loads no other file and runs no script") {
  auto html = status_page(snapshot());
  for (auto part : {"<script", "<link", "<img", "src=", "@import", "url("}) {
    INFO(part);
    CHECK_FALSE(has(html, part));
  }
}

TEST_CASE("text from outside is escaped everywhere") {
  CHECK(escaped("<a href=\"x\" b='&'>\x01\x7f\t\n") ==
        "&lt;a href=&quot;x&quot; b=&#39;&amp;&#39;&gt;\xef\xbf\xbd\xef\xbf\xbd\t\n");
  status_snapshot p = snapshot();
  p.clusters[0].id.value = hostile;
  p.clusters[0].proxy_service = hostile;
  p.clusters[0].proxy->why = hostile;
  p.clusters[0].proxy->desired_config = hostile;
  p.watcher->why = hostile;
  p.actors[0].report.last_cause = hostile;
  CHECK_FALSE(has(status_page(p), "<script"));
}
