// The change of a cluster from nginx to another program.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/proxy_model.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {
struct cluster_with_nginx : proxy_model {
  cluster_with_nginx() : proxy_model(with_core()) {
    desired_program = "nginx";
    apply("events {}");
  }
};
} // namespace

TEST_CASE_METHOD(cluster_with_nginx, "tasks do not validate another program's text, but are replaced") {
  restart_core_with("haproxy:lts");
  desired_program = "haproxy";
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

TEST_CASE_METHOD(cluster_with_nginx, "a text without a program is offered to every task") {
  desired_program = "";
  want("two");
  CHECK(texts_served() == std::vector<std::string>{"two", "two"});
  CHECK(updates == 0);
}

TEST_CASE_METHOD(cluster_with_nginx,
                 "tasks of an operator's image get the text after they have reported their program") {
  live->spec.image = "mirror/nginx:1";
  replace_tasks();
  restart_core();
  SECTION("they have reported it") {
    want("two");
    pass(1s);
    CHECK(texts_served() == std::vector<std::string>{"two", "two"});
  }
  SECTION("or after a time without reports") {
    agents = agents_are::silent;
    want("two");
    pass(10s);
    CHECK(offers.empty());
    pass(20s);
    CHECK_FALSE(offers.empty());
  }
}
