#include "adapters/config/grammar.hpp"

#include "adapters/config/duration.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

void good(text_check check, std::initializer_list<const char*> texts) {
  for (const char* text : texts) {
    INFO(text);
    CHECK(!check(text));
  }
}

void bad(text_check check, std::initializer_list<const char*> texts) {
  for (const char* text : texts) {
    INFO(text);
    auto wrong = check(text);
    REQUIRE(wrong);
    CHECK(!wrong->what.empty());
    CHECK(!wrong->hint.empty());
  }
}

} // namespace

TEST_CASE("names") {
  good(check_block_name, {"default", "us-east", "a.b_c", "0"});
  bad(check_block_name, {"", "-a", ".a", "a b", "a/b", "\xc3\xa9", "a\n"});
  good(check_service_name, {"interlock-proxy", "a", "a_b", "a--b"});
  bad(check_service_name, {"", "-a", "a-", "a.b", "a b", "a;b"});
  CHECK(!check_service_name(std::string(63, 'a')));
  CHECK(check_service_name(std::string(64, 'a')));
}

TEST_CASE("addresses") {
  good(check_listen_addr, {":8080", "8080", "127.0.0.1:80", "[::1]:8080", "localhost:0", "unix:///run/s.sock"});
  bad(check_listen_addr, {"", ":", "::1:80", "host:", "a b:80", ":65536", ":-1", "unix://s.sock", "tcp://0.0.0.0:80"});
  good(check_docker_url, {"unix:///var/run/docker.sock", "tcp://manager:2376", "http://127.0.0.1:2375",
                          "https://docker.example", "tcp://[::1]:2376", "tcp://m:2376/"});
  bad(check_docker_url, {"", "/var/run/docker.sock", "unix://docker.sock", "unix:///", "tcp://", "tcp://:2376",
                         "tcp://m:0", "tcp://m:99999", "ssh://m", "npipe:////./pipe/docker", "tcp://m x:1"});
}

TEST_CASE("placement") {
  good(check_constraint,
       {"node.labels.x==y", "node.labels.region != us-east", "node.role==manager", "engine.labels.a==b",
        "node.hostname==lb-00", "node.platform.os==linux", "node.labels.com.docker.ucp.x==true"});
  bad(check_constraint, {"", "node.labels.x", "node.labels.x=y", "node.labels.==y", "node.lables.x==y", "==y",
                         "node.labels.x==", "node.role==boss", "node.labels.a b==c", "node.labels.x==a;b"});
  good(check_preference, {"spread=node.labels.rack", "node.labels.rack", "engine.labels.rack"});
  bad(check_preference, {"", "spread=", "spread=node.id", "binpack=node.labels.rack", "node.labels."});
}

TEST_CASE("signals, images and paths") {
  good(check_stop_signal, {"SIGQUIT", "QUIT", "3", "SIGTERM"});
  bad(check_stop_signal, {"", "SIGQIUT", "0", "65", "quit", "SIG"});
  CHECK(check_stop_signal("SIGQUT")->hint == "did you mean \"SIGQUIT\"?");
  good(check_image, {"nginx:alpine", "registry.example:5000/a/b@sha256:0123"});
  bad(check_image, {"", "a b", "a\n"});
  good(check_absolute_path, {"/etc/nginx/nginx.conf"});
  bad(check_absolute_path, {"", "/", "nginx.conf", "/etc/nginx/", "/a b"});
  good(check_service_cluster, {"", "us-east", "US east"});
  bad(check_service_cluster, {" a", "a ", "a\nb"});
}

TEST_CASE("durations are Go's") {
  CHECK(parse_duration("3s") == 3s);
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("1m30s") == 90s);
  CHECK(parse_duration("1h") == 1h);
  CHECK(parse_duration("1.5h") == 90min);
  CHECK(parse_duration(".5s") == 500ms);
  CHECK(parse_duration("1.s") == 1s);
  CHECK(parse_duration("0.3s") == 300ms);
  CHECK(parse_duration("250us") == 250us);
  CHECK(parse_duration("250µs") == 250us);
  CHECK(parse_duration("7ns") == 7ns);
  CHECK(parse_duration("0") == 0ns);
  CHECK(parse_duration("-2s") == -2s);
  for (const char* text :
       {"", "3", "s", ".s", "3 s", "3x", "3s5", "-", "+", "1h-3m", "3S", "99999999999h", "99999999999999999999s"}) {
    INFO(text);
    CHECK(!parse_duration(text));
  }
}
