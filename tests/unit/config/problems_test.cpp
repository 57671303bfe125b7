#include "tests/support/catch.hpp"
#include "tests/unit/config/load_support.hpp"

#include <algorithm>

using namespace signalbox;

TEST_CASE("all problems are reported at once, in the order of the file") {
  CHECK(problems_of("Listenaddr = \":8080\"\n"
                    "DockerURL = \"ssh://host\"\n"
                    "[Extensions.x]\n"
                    "  ProxyReplica = 2\n"
                    "  PublishedPort = \"80\"\n"
                    "  ProxyConstraints = [\"node.labels.a=b\"]\n") ==
        "error 1:1 unknown key 'Listenaddr' | did you mean ListenAddr?\n"
        "error 2:13 DockerURL = \"ssh://host\" does not begin with unix://, tcp://, http:// or https:// | "
        "write \"unix:///var/run/docker.sock\" or \"tcp://manager:2376\"\n"
        "error 4:3 unknown key 'ProxyReplica' | did you mean ProxyReplicas?\n"
        "error 5:19 PublishedPort is a string, but an integer is needed | write PublishedPort = 80\n"
        "error 6:23 ProxyConstraints[0] = \"node.labels.a=b\" has neither == nor != | "
        "write it like \"node.labels.region==us-east\"\n");
}

TEST_CASE("settings are returned with warnings, and never with errors") {
  auto warned = load_settings("[Extensions.x]\nConfigImage = \"a\"\n", "f");
  CHECK(warned.value);
  CHECK(warned.found.size() == 1);
  auto refused = load_settings("[Extensions.x]\nConfigImage = \"a\"\nTypo = 1\n", "f");
  CHECK(!refused.value);
  CHECK(refused.found.size() == 2);
}

TEST_CASE("the problem of a key in the wrong block names the right block") {
  CHECK(problems_of("ProxyImage = \"nginx\"\n[Extensions.x]\nPollInterval = \"3s\"\nMaxConnections = 7\n") ==
        "error 1:1 unknown key 'ProxyImage' | it belongs into a block [Extensions.<name>]\n"
        "error 3:1 unknown key 'PollInterval' | it belongs to the top of the file, before the first [block]\n"
        "error 4:1 unknown key 'MaxConnections' | "
        "remove it; options of the proxy's configuration belong into [Extensions.<name>.Config]\n");
  CHECK(
      problems_of("[Extensions]\nImage = \"a\"\n") ==
      "error 2:9 Extensions.Image is a string, but a block is needed | it belongs into a block [Extensions.<name>]\n");
}

TEST_CASE("a file without a block is refused") {
  CHECK(mentions(problems_of(""), "there is no block [Extensions.<name>]"));
  CHECK(mentions(problems_of("[Extensions]\n"), "error 1:1 [Extensions] holds no block"));
  CHECK(mentions(problems_of("[[Extensions]]\nName = \"nginx\"\n"), "single brackets"));
}

TEST_CASE("a syntax error is reported with its place and a hint") {
  auto twice = problems_of("[Extensions.a]\n[Extensions.a]\n");
  CHECK(mentions(twice, "error 2:1 not valid TOML"));
  CHECK(mentions(twice, "'Extensions.a'"));
  CHECK(mentions(twice, "rename one of the two"));
  CHECK(mentions(problems_of("PollInterval = 3s\n"), "texts and durations need quotes"));
  CHECK(mentions(problems_of("ListenAddr = '\xff\xfe'\n"), "save the file as UTF-8"));
  CHECK(mentions(problems_of("[Extensions\n"), "error 1:12 not valid TOML"));
}

TEST_CASE("deeply nested keys are refused, because they would exhaust the stack") {
  std::string deep = "[a";
  for (int i = 0; i < 300'000; ++i)
    deep += ".a";
  CHECK(mentions(problems_of(deep + "]\n"), "more than 256 levels"));
}

TEST_CASE("keys of later versions get one warning for each reason") {
  auto found = problems_of("[Extensions.x]\n"
                           "ConfigImage = \"c\"\n"
                           "ConfigServiceName = \"d\"\n");
  CHECK(std::count(found.begin(), found.end(), '\n') == 1);
  CHECK(mentions(found, "warning 2:15 ConfigImage, ConfigServiceName have no effect"));
}

TEST_CASE("keys of the extension's service without an extension get a warning") {
  CHECK(mentions(problems_of("[Extensions.x]\nConstraints = [\"node.role==worker\"]\n"),
                 "warning 2:15 Constraints has no effect without Image"));
  CHECK(problems_of("[Extensions.x]\nImage = \"a\"\nConstraints = [\"node.role==worker\"]\n") == "");
}

TEST_CASE("an empty value of a key of a later version gets no warning") {
  CHECK(problems_of("[Extensions.x]\nImage = \"\"\nArgs = []\nLabels = {}\n") == "");
}

TEST_CASE("a file that cannot be read is reported with the reason") {
  auto missing = load_settings_file("/nonexistent/config.toml");
  REQUIRE(missing.found.size() == 1);
  CHECK(to_string(missing.found[0]) ==
        "/nonexistent/config.toml: there is no such file (check the path given with -c)");
  auto folder = load_settings_file("/tmp");
  REQUIRE(folder.found.size() == 1);
  CHECK(folder.found[0].what == "is a directory");
  auto endless = load_settings_file("/dev/zero");
  REQUIRE(endless.found.size() == 1);
  CHECK(endless.found[0].what == "is larger than 1,024,000 bytes");
  CHECK(!endless.value);
}
