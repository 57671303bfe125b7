#include "adapters/labels/labels.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>

using namespace signalbox;

namespace {

label_map labels(std::initializer_list<std::pair<const char*, std::string>> list) {
  label_map all;
  for (const auto& [name, value] : list)
    all["com.docker.lb." + std::string(name)] = value;
  return all;
}

/// A service that is fine, but for what the test adds.
label_map fine(std::initializer_list<std::pair<const char*, std::string>> more = {}) {
  auto all = labels({{"hosts", "demo.local"}, {"port", "8080"}});
  for (const auto& [name, value] : labels(more))
    all[name] = value;
  return all;
}

bool says(const problems& found, severity level, const std::string& where, const std::string& part) {
  return std::any_of(found.begin(), found.end(), [&](const problem& p) {
    return p.level == level && p.service == "web" && p.where == where && to_string(p).find(part) != std::string::npos;
  });
}

bool refuses(const label_map& all, const std::string& label, const std::string& part) {
  const auto read = parse_labels("web", all);
  return !read.labels && says(read.found, severity::error, "label com.docker.lb." + label, part);
}

bool warns(const label_map& all, const std::string& label, const std::string& part) {
  const auto read = parse_labels("web", all);
  return read.labels && says(read.found, severity::warning, "label com.docker.lb." + label, part);
}

} // namespace

TEST_CASE("a service asks for routing with any label of the prefix") {
  CHECK(asks_for_routing(fine()));
  CHECK(asks_for_routing(labels({{"unheard_of", ""}})));
  CHECK_FALSE(asks_for_routing({}));
  CHECK_FALSE(asks_for_routing({{"com.docker.lbs.hosts", "a"}, {"com.docker.lb", "a"}, {"com.docker.stack", "a"}}));
}

TEST_CASE("the service cluster is taken as it is written") {
  CHECK(service_cluster_of({}).empty());
  CHECK(service_cluster_of(labels({{"service_cluster", " US-east\n"}})) == " US-east\n");
}

TEST_CASE("good labels become checked values without a problem") {
  const auto read = parse_labels("web", fine({{"hosts", "b.local, A.local ,b.local."},
                                              {"network", "demo_net-1.x"},
                                              {"service_cluster", "us-east"},
                                              {"backend_mode", "task"}}));
  REQUIRE(read.labels);
  CHECK(read.found.empty());
  CHECK(read.labels->hosts == std::vector<std::string>{"a.local", "b.local"});
  CHECK(read.labels->port == 8080);
  CHECK(read.labels->network == "demo_net-1.x");
}

TEST_CASE("hosts that are missing, bad or too many leave the service out") {
  CHECK(refuses(labels({{"port", "80"}}), "hosts", "is missing"));
  CHECK(refuses(fine({{"hosts", ""}}), "hosts", "is missing"));
  CHECK(refuses(fine({{"hosts", "a.local,"}}), "hosts", "comma that is too many"));
  std::string many = "h0";
  for (int i = 1; i < 64; ++i)
    many += ",h" + std::to_string(i);
  CHECK(parse_labels("web", fine({{"hosts", many}})).labels->hosts.size() == 64);
  CHECK(refuses(fine({{"hosts", many + ",h64"}}), "hosts", "names 65 hosts"));
}

TEST_CASE("every bad host is reported, and one is enough to leave the service out") {
  const auto read = parse_labels("web", fine({{"hosts", "good.local,bad_,*.x,worse;"}}));
  CHECK_FALSE(read.labels);
  CHECK(read.found.size() == 3);
}

TEST_CASE("a port is a number in digits and nothing else") {
  CHECK(parse_labels("web", fine({{"port", "1"}})).labels->port == 1);
  CHECK(parse_labels("web", fine({{"port", "65535"}})).labels->port == 65535);
  CHECK(refuses(labels({{"hosts", "a"}}), "port", "is missing"));
  for (const std::string port : {"0", "65536", "080", "-1", "+80", " 80", "80 ", "80\n", "0x50", "80;", "http", "80,81",
                                 "99999999999999999999", "8080/tcp"}) {
    CAPTURE(port);
    CHECK(refuses(fine({{"port", port}}), "port", "digits only"));
  }
  CHECK(refuses(fine({{"port", std::string("80\0", 3)}}), "port", "80\\x00"));
}

TEST_CASE("a network has a name of Docker's grammar") {
  CHECK(parse_labels("web", fine({{"network", ""}})).labels->network.empty());
  for (const std::string name : {"-a", ".a", "_a", "a b", "a\n", "a/b", "../a", "a;b", "\xff"}) {
    CAPTURE(name);
    CHECK(refuses(fine({{"network", name}}), "network", "docker network ls"));
  }
  CHECK(refuses(fine({{"network", std::string(256, 'a')}}), "network", "(256 bytes)"));
}

TEST_CASE("a label that this version does not act on is a warning with what is lost") {
  for (const auto& row : label_table()) {
    const std::string name(row.name.substr(std::string("com.docker.lb.").size()));
    if (row.acted_on || name == "ssl_passthrough")
      continue;
    CAPTURE(name);
    CHECK(warns(fine({{name.c_str(), row.is_flag ? "true" : "x"}}), name, "not acted on in this version"));
    CHECK(parse_labels("web", fine({{name.c_str(), row.is_flag ? "false" : ""}})).found.empty());
  }
}

TEST_CASE("backend_mode other than task is a warning, and the tasks are used") {
  CHECK(warns(fine({{"backend_mode", "vip"}}), "backend_mode", "requests go to the tasks"));
  CHECK(warns(fine({{"backend_mode", "VIP\n"}}), "backend_mode", "'VIP\\x0a' is not a mode"));
  CHECK(parse_labels("web", fine({{"backend_mode", "default"}})).found.empty());
}

TEST_CASE("where routing without the label would be wrong, the service is left out") {
  for (const char* value : {"true", "TRUE", "1", "yes"})
    CHECK(refuses(fine({{"ssl_passthrough", value}}), "ssl_passthrough", "plain HTTP would be the wrong thing"));
  CHECK(refuses(labels({{"default_backend", "true"}, {"port", "80"}}), "default_backend", "names no host"));
  CHECK(parse_labels("web", labels({{"default_backend", "true"}, {"port", "80"}})).found.size() == 1);
  CHECK(refuses(labels({{"default_backend", "maybe"}, {"port", "80"}}), "hosts", "is missing"));
}

TEST_CASE("an unknown label is a warning with the nearest name") {
  CHECK(warns(fine({{"host", "x"}}), "host", "did you mean com.docker.lb.hosts?"));
  CHECK(warns(fine({{"Port", "x"}}), "Port", "did you mean com.docker.lb.port?"));
  CHECK(warns(fine({{"zzzzzzzz", "x"}}), "zzzzzzzz", "remove it"));
  CHECK(warns(fine({{"a\nb", "x"}}), "a\\x0ab", "is not known"));
}

TEST_CASE("a flood of unknown labels is counted, not listed") {
  auto all = fine();
  for (int i = 0; i < 1000; ++i)
    all["com.docker.lb.zzzzzz" + std::to_string(i)] = "x";
  const auto read = parse_labels("web", all);
  REQUIRE(read.labels);
  REQUIRE(read.found.size() == 11);
  CHECK(read.found.back().what.find("990 more") == 0);
}

TEST_CASE("labels of others are none of our business") {
  auto all = fine();
  all["com.docker.stack.namespace"] = "\n;{";
  CHECK(parse_labels("web", all).found.empty());
}
