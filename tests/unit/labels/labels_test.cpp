#include "messages/labels/labels.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/each_setting.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace signalbox;

namespace {

label_map labels(std::initializer_list<std::pair<const char*, std::string>> list) {
  label_map all;
  for (const auto& [name, value] : list)
    all["com.docker.lb." + std::string(name)] = value;
  return all;
}

/// Valid labels of a service, and those that the test adds.
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

TEST_CASE("any label of the prefix requests routing") {
  CHECK(asks_for_routing(fine()));
  CHECK(asks_for_routing(labels({{"unheard_of", ""}})));
  CHECK_FALSE(asks_for_routing({}));
  CHECK_FALSE(asks_for_routing({{"com.docker.lbs.hosts", "a"}, {"com.docker.lb", "a"}, {"com.docker.stack", "a"}}));
}

TEST_CASE("the service cluster is not normalized") {
  CHECK(service_cluster_of({}).empty());
  CHECK(service_cluster_of(labels({{"service_cluster", " US-east\n"}})) == " US-east\n");
}

TEST_CASE("valid labels become values without a problem") {
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

TEST_CASE("a service without hosts, with invalid hosts or with too many hosts is left out") {
  CHECK(refuses(labels({{"port", "80"}}), "hosts", "is missing"));
  CHECK(refuses(fine({{"hosts", ""}}), "hosts", "is missing"));
  CHECK(refuses(fine({{"hosts", "a.local,"}}), "hosts", "comma that is too many"));
  std::string many = "h0";
  for (int i = 1; i < 64; ++i)
    many += ",h" + std::to_string(i);
  CHECK(parse_labels("web", fine({{"hosts", many}})).labels->hosts.size() == 64);
  CHECK(refuses(fine({{"hosts", many + ",h64"}}), "hosts", "names 65 hosts"));
}

TEST_CASE("every invalid host is reported, and one leaves the service out") {
  const auto read = parse_labels("web", fine({{"hosts", "good.local,bad_,a.*.x,worse;"}}));
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
    CHECK(refuses(fine({{"network", name}}), "network", "a network's name"));
  }
  CHECK(refuses(fine({{"network", std::string(256, 'a')}}), "network", "(256 bytes)"));
}

TEST_CASE("a label with an invalid value leaves the service out, with a hint") {
  for (const auto& row : label_table()) {
    const std::string name(row.name);
    if (name == "service_cluster" || name.ends_with(".*"))
      continue;
    CAPTURE(name);
    CHECK(refuses(fine({{name.c_str(), ";\n}"}}), name, name == "hosts" ? "" : "give " + std::string(row.value)));
  }
}

TEST_CASE("an empty label is the same as no label") {
  for (const auto& row : label_table()) {
    const std::string name(row.name);
    if (name == "hosts" || name == "port" || name.ends_with(".*"))
      continue;
    CAPTURE(name);
    CHECK(parse_labels("web", fine({{name.c_str(), ""}})).found.empty());
  }
}

TEST_CASE("flags are read as Interlock reads them") {
  for (const char* value : {"1", "t", "T", "true", "True", "TRUE"})
    CHECK(parse_labels("web", fine({{"gzip", value}})).labels->route.gzip == true);
  for (const char* value : {"0", "f", "F", "false", "False", "FALSE"})
    CHECK(parse_labels("web", fine({{"gzip", value}})).labels->route.gzip == false);
  CHECK(refuses(fine({{"gzip", "yes"}}), "gzip", "true or false"));
}

TEST_CASE("buffering is on or off, and neither is the same as no label") {
  CHECK(parse_labels("web", fine({{"buffering", "on"}})).labels->route.buffering == true);
  CHECK(parse_labels("web", fine({{"buffering", "off"}})).labels->route.buffering == false);
  CHECK(refuses(fine({{"buffering", "true"}}), "buffering", "give on or off"));
  CHECK(warns(fine({{"ssl_passthrough", "true"}, {"buffering", "off"}}), "buffering", "no effect"));
  route_settings off;
  off.buffering = false;
  CHECK(contradictions({}, off) == std::vector<std::string>{"com.docker.lb.buffering"});
}

TEST_CASE("a label that restricts access is an error if the proxy sees no request") {
  for (const char* name : {"allow_from", "deny_from"})
    CHECK(refuses(fine({{"ssl_passthrough", "true"}, {name, "10.0.0.0/8"}}), name, "cannot be kept"));
  CHECK(refuses(fine({{"ssl_passthrough", "true"}, {"basic_auth", "users"}}), "basic_auth", "cannot be kept"));
  CHECK(refuses(fine({{"ssl_passthrough", "true"}, {"forward_auth", "a.local"}}), "forward_auth", "cannot be kept"));
  CHECK(warns(fine({{"ssl_passthrough", "true"}, {"gzip", "true"}}), "gzip", "no effect"));
}

TEST_CASE("headers have families of labels, and headers of the message's framing are refused") {
  const auto read = parse_labels("web", fine({{"request_header.X-A", " b "}, {"response_header.X-B", ""}}));
  REQUIRE(read.labels);
  CHECK(read.labels->route.request_headers == header_map{{"x-a", "b"}});
  CHECK(read.labels->route.response_headers == header_map{{"x-b", ""}});
  for (const char* name : {"Content-Length", "transfer-encoding", "Connection", "TE", "Upgrade"})
    CHECK(refuses(fine({{(std::string("request_header.") + name).c_str(), "1"}}), std::string("request_header.") + name,
                  "remove the label"));
  for (const char* name : {"response_header.Server", "response_header.date"})
    CHECK(refuses(fine({{name, ""}}), name, "nginx writes"));
  CHECK(refuses(fine({{"request_header.a b", "1"}}), "request_header.a b", "letters, digits"));
}

TEST_CASE("every setting that two services can disagree about is compared") {
  const auto all = test::each_setting();
  std::set<std::string> labels;
  for (const auto& one : all) {
    CHECK(contradictions(one, {}).empty());
    CHECK(contradictions(one, one).empty());
    const auto disputed = contradictions({}, one);
    REQUIRE(disputed.size() == 1);
    labels.insert(disputed.front());
  }
  CHECK(labels.size() == all.size());
}

TEST_CASE("a flag that is off does not contradict a missing one") {
  route_settings on, off;
  on.gzip = true;
  off.gzip = false;
  CHECK(contradictions({}, off).empty());
  CHECK(contradictions(off, on) == std::vector<std::string>{"com.docker.lb.gzip"});
  CHECK(contradictions(on, off) == std::vector<std::string>{"com.docker.lb.gzip"});
}

TEST_CASE("an unknown label is a warning with the nearest name") {
  CHECK(warns(fine({{"host", "x"}}), "host", "did you mean com.docker.lb.hosts?"));
  CHECK(warns(fine({{"Port", "x"}}), "Port", "did you mean com.docker.lb.port?"));
  CHECK(warns(fine({{"zzzzzzzz", "x"}}), "zzzzzzzz", "remove it"));
  CHECK(warns(fine({{"a\nb", "x"}}), "a\\x0ab", "is not known"));
}

TEST_CASE("many unknown labels are counted, not listed") {
  auto all = fine();
  for (int i = 0; i < 1000; ++i)
    all["com.docker.lb.zzzzzz" + std::to_string(i)] = "x";
  const auto read = parse_labels("web", all);
  REQUIRE(read.labels);
  REQUIRE(read.found.size() == 11);
  CHECK(read.found.back().what.find("990 more") == 0);
}

TEST_CASE("labels outside of the prefix are ignored") {
  auto all = fine();
  all["com.docker.stack.namespace"] = "\n;{";
  CHECK(parse_labels("web", all).found.empty());
}
