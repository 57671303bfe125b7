// An extension service must render the same text from the JSON that it receives.
#include "actors/cluster/derive_routes.hpp"
#include "adapters/json/route_json.hpp"
#include "adapters/proxy/haproxy/renderer.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace signalbox::golden;
namespace fs = std::filesystem;

TEST_CASE("what is sent to an extension service gives the text that core would render") {
  std::size_t count = 0;
  for (const std::string folder : {"nginx", "hosts", "options", "haproxy"})
    for (const auto& entry : fs::directory_iterator(fs::path(SIGNALBOX_SOURCE_DIR "/tests/golden") / folder)) {
      if (entry.path().extension() != ".txt")
        continue;
      CAPTURE(entry.path().string());
      const auto asked = read_scene(read_case(entry.path()).input);
      const auto routes = derive_routes(seen_by(asked), asked.cluster, proxy_program_table()).routes;
      const auto sent = nlohmann::json::parse(routes_to_json(routes, asked.cluster).dump());
      const auto arrived = routes_from_json(sent);
      CHECK(arrived.routes.hosts == routes.hosts);
      const auto render = folder == "haproxy" ? render_haproxy : render_nginx;
      const auto here = render(routes, asked.cluster);
      const auto there = render(arrived.routes, arrived.cluster);
      REQUIRE(here.index() == there.index());
      if (const auto* text = std::get_if<rendered_text>(&here))
        CHECK(text->text == std::get<rendered_text>(there).text);
      else
        CHECK(std::get<render_failed>(here).found == std::get<render_failed>(there).found);
      ++count;
    }
  CHECK(count >= 100);
}
