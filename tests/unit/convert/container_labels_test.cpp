// Labels of other routers that are on the containers of a service.
#include "tests/unit/convert/converted.hpp"

using namespace signalbox;

TEST_CASE("labels on the containers only are not converted, and say where they belong") {
  const foreign_service inner{
      "inner", {}, {{"caddy", "http://a.example.com"}, {"caddy.reverse_proxy", "{{upstreams 80}}"}}};
  const auto all = convert_caddy({inner}, {});
  REQUIRE(all.size() == 1);
  CHECK(all[0].labels.empty());
  CHECK(has_unsupported(all));
  CHECK(all[0].notes.at(0).label == "caddy");
  CHECK(notes_say(all[0], "container's spec"));
  CHECK(notes_say(all[0], "deploy.labels"));
  CHECK(notes_say(all[0], "docker service update --label-add LABEL=VALUE inner"));
  CHECK(convert_traefik({inner}, {}).empty());

  const foreign_service other{"other", {}, {{"Traefik.Enable", "true"}}};
  CHECK(has_unsupported(convert_traefik({other}, {})));
}

TEST_CASE("labels of the service are converted whatever its containers have") {
  auto both = services_in(site).at(0);
  both.container_labels = {{"caddy", "http://b.example.com"}};
  const auto all = convert_caddy({both}, {});
  CHECK(lines_of(all) == base + "differs caddy\n");
}

TEST_CASE("docker service inspect's labels of containers are read") {
  const auto read = read_inspected(
      R"([{"Spec":{"Name":"a","Labels":{},"TaskTemplate":{"ContainerSpec":{"Labels":{"x":"y"}}}}},{"Spec":{"Name":"b"}}])");
  CHECK(read.at(0).container_labels == label_map{{"x", "y"}});
  CHECK(read.at(1).container_labels.empty());
}
