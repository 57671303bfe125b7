#include "actors/service/spec_difference.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

managed_spec plain() {
  managed_spec s;
  s.image = "nginx:1.22";
  s.networks = {"id-old-network-of-ours"};
  s.secrets = {{"web.pem", "web.pem"}};
  s.constraints = {"node.role==worker"};
  return s;
}

} // namespace

TEST_CASE("a difference names added and removed values") {
  auto wanted = plain();
  wanted.image = "nginx:1.30";
  wanted.networks = {"id-shop"};
  wanted.secrets["api.pem"] = "api.pem";
  wanted.replicas = 2;
  wanted.ports = {{"tcp", 80, 8080, true}};
  CHECK(difference(plain(), wanted, {{"id-shop", "shop"}}) ==
        "image nginx:1.22 -> nginx:1.30; networks +shop -id-old-netwo; secrets +api.pem; ports +8080:80/tcp (host); "
        "replicas 1 -> 2");
}

TEST_CASE("equal specs have no difference") { CHECK(difference(plain(), plain(), {}).empty()); }

TEST_CASE("the store index of a bootstrap is no difference") {
  auto wanted = plain();
  wanted.environment = {{"SIGNALBOX_STORE_INDEX", "12"}};
  CHECK(difference(plain(), wanted, {}).empty());
  wanted.environment["SIGNALBOX_CORE"] = "http://elsewhere";
  CHECK(difference(plain(), wanted, {}) == "environment");
}

TEST_CASE("core's own labels are no difference, an operator's labels are") {
  auto wanted = plain();
  wanted.labels = {{"com.docker.interlock.agent", "0123"}, {"team", "web"}};
  CHECK(difference(plain(), wanted, {}) == "labels +team=web");
}
