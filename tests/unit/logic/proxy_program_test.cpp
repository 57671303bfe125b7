// A cluster gets another program in the place of nginx.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/proxy_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {
struct cluster_with_nginx : proxy_model {
  cluster_with_nginx() : proxy_model(with_core()) {
    wanted_program = "nginx";
    apply("events {}");
  }
};
} // namespace

TEST_CASE_METHOD(cluster_with_nginx, "tasks are not asked what they think of another program's text, but replaced") {
  restart_core_with("haproxy:lts");
  wanted_program = "haproxy";
  want("frontend web");
  pass(1s);
  CHECK(offers.empty());
  CHECK(updates == 1);
  CHECK(live->spec.image == "haproxy:lts");
  CHECK(live->spec.configs.at("/signalbox/bootstrap") == name_of("frontend web"));
  finish_update();
  pass(5s);
  CHECK(texts_served() == std::vector<std::string>{"frontend web", "frontend web"});
  CHECK(report.state == health::ok);
  want("frontend more");
  CHECK(texts_served() == std::vector<std::string>{"frontend more", "frontend more"});
  CHECK(updates == 1);
}

TEST_CASE_METHOD(cluster_with_nginx, "a text of which nobody said whom it is for is shown to every task") {
  wanted_program = "";
  want("two");
  CHECK(texts_served() == std::vector<std::string>{"two", "two"});
  CHECK(updates == 0);
}

TEST_CASE_METHOD(cluster_with_nginx,
                 "tasks of an image that somebody chose by hand are told as soon as they say what they are") {
  live->spec.image = "mirror/nginx:1";
  replace_tasks();
  restart_core();
  SECTION("and have said it") {
    want("two");
    pass(1s);
    CHECK(texts_served() == std::vector<std::string>{"two", "two"});
  }
  SECTION("or nobody has said anything for a while") {
    agents = agents_are::silent;
    want("two");
    pass(10s);
    CHECK(offers.empty());
    pass(20s);
    CHECK_FALSE(offers.empty());
  }
}
