#include "adapters/config/load.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <iterator>
#include <string>

using namespace signalbox;

namespace {

// The two clusters of Docker's page "Service clusters"; tests/swarm runs the same file on real engines.
const std::string two_clusters = [] {
  std::ifstream file(SIGNALBOX_SOURCE_DIR "/tests/swarm/seed.toml");
  return std::string(std::istreambuf_iterator<char>(file), {});
}();

} // namespace

TEST_CASE("the walkthrough's file has two clusters on the same host ports") {
  auto [value, found, positions] = load_settings(two_clusters, "config.toml");
  REQUIRE(value);
  CHECK(value->listen_addr == ":8080");
  CHECK(value->poll_interval == std::chrono::seconds(3));
  REQUIRE(value->clusters.size() == 2);
  const auto& east = value->clusters[0];
  CHECK(east.id.value == "us-east");
  CHECK(east.service_cluster == "us-east");
  CHECK(east.image == "interlockpreview/interlock-extension-nginx:2.0.0-preview");
  CHECK(east.args == std::vector<std::string>{"-D"});
  CHECK(east.proxy_service_name == "interlock-proxy-us-east");
  CHECK(east.publish == publish_mode::host);
  CHECK(east.published_port == 80);
  CHECK(east.published_ssl_port == 443);
  CHECK(east.proxy_replicas == 1);
  CHECK(east.labels == label_map{{"ext_region", "us-east"}});
  CHECK(east.proxy_labels == label_map{{"proxy_region", "us-east"}});
  CHECK(std::get<std::int64_t>(east.config.at("RLimitNoFile")) == 65535);
  CHECK(std::get<std::string>(east.config.at("User")) == "nginx");
  CHECK(value->clusters[1].id.value == "us-west");
}

TEST_CASE("the walkthrough's file has no problems") {
  auto [value, found, positions] = load_settings(two_clusters, "config.toml");
  CHECK(found.empty());
}

TEST_CASE("positions are stored by the dotted key") {
  auto [value, found, positions] = load_settings(two_clusters, "config.toml");
  CHECK(positions.at("Extensions.us-east.Config.User") == "config.toml:21:14");
  CHECK(positions.at("Extensions.us-east.Config.RLimitNoFile") == "config.toml:24:22");
}
