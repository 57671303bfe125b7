// The promise to everybody on the same proxy: whatever one tenant writes into labels, the others' part of the text does
// not change by a byte, and the tenant's own part holds nothing but host names and addresses.
#include "adapters/labels/labels.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace signalbox;
using namespace signalbox::golden;

namespace {

const char* const neighbours =
    "service neighbour\nlabel com.docker.lb.hosts=n.local,o.local\nlabel com.docker.lb.port=80\n"
    "network app\ntask app=10.0.0.1\ntask app=10.0.0.2\n";

/// Pieces that break one configuration language or another, among harmless ones that lead past the first check.
const std::vector<std::string> pieces{"\n",
                                      "\r\n",
                                      ";",
                                      "{",
                                      "}",
                                      std::string(1, '\0'),
                                      "\"",
                                      "'",
                                      "$",
                                      "${",
                                      "\\",
                                      "../",
                                      "/",
                                      "#",
                                      "*",
                                      "~",
                                      "^",
                                      "_",
                                      "-",
                                      ".",
                                      ",",
                                      ":",
                                      ":80",
                                      " ",
                                      "\t",
                                      "\xff",
                                      "\xc3\xbc",
                                      "\xe2\x80\xae",
                                      "server",
                                      "return 200",
                                      "a",
                                      "b.local",
                                      "evil",
                                      "0",
                                      "8080",
                                      "up-",
                                      "n.local",
                                      "O.LOCAL",
                                      "location / { }",
                                      "include /etc/passwd",
                                      "proxy_pass http://10.0.0.1",
                                      "upstream up-n.local"};

class tenant {
public:
  explicit tenant(std::uint64_t seed) : random_(seed) {}

  scene next() {
    auto all = read_scene(neighbours);
    app_service service{"evil", "evil", {}, {{"app", "app", false}}, {}, {{"evil.1", "", {{"app", "10.0.0.66"}}, {}}}};
    service.labels["com.docker.lb.port"] = "8080";
    service.labels["com.docker.lb.hosts"] = value();
    for (const auto& row : label_table())
      if (chance(8) && row.name != "com.docker.lb.service_cluster")
        service.labels[std::string(row.name)] = value();
    if (chance(4))
      service.labels["com.docker.lb." + value()] = value();
    all.view.services.insert(all.view.services.begin(), service);
    return all;
  }

private:
  bool chance(std::uint64_t of) { return random_() % of == 0; }

  std::string value() {
    if (chance(100))
      return std::string(65536, chance(2) ? 'a' : static_cast<char>(random_()));
    std::string text;
    for (auto count = random_() % 6; count > 0; --count)
      text += chance(20) ? std::string(1, static_cast<char>(random_())) : pieces[random_() % pieces.size()];
    return text;
  }

  std::mt19937_64 random_;
};

/// `SIGNALBOX_SEED` replays a run that failed.
std::uint64_t chosen_seed() {
  const auto* given = std::getenv("SIGNALBOX_SEED");
  return given ? std::stoull(given) : std::random_device{}();
}

/// Two sizes are those of all routes together: they grow with the number and length of names, whosever they are.
std::string without_size(const std::string& line) {
  for (const std::string name : {"  server_names_hash_bucket_size ", "    zone backends "})
    if (line.starts_with(name))
      return name;
  return line;
}

/// The tenant's name in the comment above a host that it shares.
std::string without_name(std::string line) {
  const std::string name = " evil";
  if (const auto at = (line + ' ').find(name + ' '); line.starts_with("  # service") && at != line.npos)
    line.erase(at, name.size());
  return line;
}

bool is_own_target(const std::string& line) {
  const std::string start = "    server 10.0.0.66:";
  return line.starts_with(start) && line.ends_with(';') &&
         line.find_first_not_of("0123456789", start.size()) == line.size() - 1;
}

/// What a host has whose only targets were the tenant's.
std::string own_block(const std::string& host) {
  return "\n  # service\n  upstream up-" + host +
         " {\n    zone backends \n    keepalive 16;\n  }\n  server {\n    listen 80;\n    server_name " + host +
         ";\n    location / { proxy_pass http://up-" + host + "; }\n  }\n";
}

/// A text without the tenant's targets and without the hosts that are only the tenant's, if they look exactly as they
/// must. Those hosts are added to `hosts`.
std::string without_tenant(const std::string& text, std::set<std::string>& hosts) {
  std::string rest, block;
  const auto end_block = [&] {
    const std::string start = "\n  # service\n  upstream up-";
    const auto host =
        block.starts_with(start) ? block.substr(start.size(), block.find(' ', start.size()) - start.size()) : "";
    if (!host.empty() && block == own_block(host))
      hosts.insert(host);
    else
      rest += block;
    block.clear();
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line == "}")
      end_block();
    if (!is_own_target(line))
      block += without_name(without_size(line)) + '\n';
  }
  return rest + block;
}

/// On purpose not the grammar that is under test.
bool is_plain(const std::string& host) {
  return host.size() <= 253 && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == host.npos;
}

bool printable_ascii(const std::string& text) {
  return text.find_first_not_of(
             "\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") ==
         text.npos;
}

} // namespace

TEST_CASE("hostile labels change nothing for the neighbours and reach the text only as host names") {
  const auto seed = chosen_seed();
  CAPTURE(seed);
  tenant evil(seed);
  std::set<std::string> hosts;
  const auto alone = without_tenant(rendered(read_scene(neighbours)), hosts);
  std::size_t routed = 0;
  for (int i = 0; i < 3000; ++i) {
    CAPTURE(i);
    const auto text = rendered(evil.next());
    REQUIRE(printable_ascii(text));
    const auto rest = without_tenant(text, hosts);
    REQUIRE(rest == alone);
    routed += text.find("10.0.0.66") != text.npos ? 1 : 0;
    if (i % 500 == 0)
      dump("hostile-" + std::to_string(i), text);
  }
  for (const auto& host : hosts)
    CHECK(is_plain(host));
  CHECK(routed > 50); // otherwise the values are too wild to prove anything
  CHECK(hosts.size() > 10);
}

TEST_CASE("problems about hostile labels are short, printable lines") {
  const auto seed = chosen_seed();
  CAPTURE(seed);
  tenant evil(seed);
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    const auto all = evil.next();
    for (const auto& p : parse_labels("evil", all.view.services.front().labels).found) {
      auto text = to_string(p);
      REQUIRE(text.size() < 600);
      for (auto at = text.find("…"); at != text.npos; at = text.find("…"))
        text.erase(at, 3);
      REQUIRE(printable_ascii(text));
      REQUIRE(text.find('\n') == text.npos);
      REQUIRE(text.find("com.docker.lb.") != text.npos);
    }
  }
}
