// The isolation of tenants on one proxy: whatever labels a tenant writes, the other tenants' part of the text is the
// same byte for byte, and the tenant's own part contains no directive that a label cannot cause.
#include "messages/labels/labels.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/golden/haproxy_check.hpp"
#include "tests/golden/tenants.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace signalbox;
using namespace signalbox::golden;

namespace {

/// Fragments that are special in a configuration language, and harmless ones that pass the first check.
const std::vector<std::string> pieces{
    "\n", "\r\n", ";", "{", "}", std::string(1, '\0'), "\"", "'", "$", "${", "\\", "../", "/", "#", "*", "~", "^", "_",
    "-", ".", ",", ":", ":80", " ", "\t", "\xff", "\xc3\xbc", "\xe2\x80\xae", "server", "return 200", "a", "b.local",
    "evil", "0", "8080", "up-", "location / { }", "include /etc/passwd", "proxy_pass http://10.0.0.1",
    "upstream up-n.local",
    // attacks on ingress controllers: CVE-2021-25742, CVE-2023-5043,
    "}\nset_by_lua_block $t { return io.open('/run/secrets/n.key'):read('*a') }\n", "more_set_headers \"x: $t\";\n",
    // CVE-2023-5044,
    "https://n.local;}}server{listen 80;location /{alias /run/secrets/;}}#",
    // CVE-2025-1974, CVE-2025-1097, CVE-2025-1098
    "http://n.local/#;load_module /proc/1/fd/9;", "n.local#;\n}\n}\nssl_engine /proc/1/fd/9;\n"};

const std::vector<std::string> harmless_values{"10",
                                               "/app",
                                               "/app,/ws",
                                               "session",
                                               "session=a",
                                               "30s",
                                               "32m",
                                               "10.0.0.0/8,::1",
                                               "evil.cert",
                                               "b.local/verify",
                                               "500,503",
                                               "dns",
                                               "vip",
                                               "Nice value; with 'marks' {}",
                                               "31536000; preload",
                                               "http://b.local,https://c.local",
                                               "10r/s burst=3",
                                               "X-One,X-Two"};

class tenant {
public:
  explicit tenant(std::uint64_t seed) : random_(seed) {}

  scene next() {
    auto all = with_hostile_tenant();
    auto& service = hostile_service(all);
    if (!chance(2))
      service.labels["com.docker.lb.hosts"] = value();
    if (chance(2))
      all.cluster.config["Version"] = std::string("1.28.0");
    for (const auto& row : label_table())
      if (chance(12) && row.name != "service_cluster" && row.name != "network")
        service.labels[full_label(name_in(row))] = chance(2) ? value() : harmless(row);
    if (chance(4))
      service.labels["com.docker.lb." + value()] = value();
    return all;
  }

private:
  bool chance(std::uint64_t of) { return random_() % of == 0; }

  std::string name_in(const label_description& row) {
    const auto name = std::string(row.name);
    return name.ends_with(".*") ? name.substr(0, name.size() - 1) + (chance(2) ? "x-own" : value()) : name;
  }

  /// A valid value of one label can be invalid for another.
  std::string harmless(const label_description& row) {
    if (row.value.starts_with("true"))
      return "true";
    return harmless_values[random_() % harmless_values.size()];
  }

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

/// `SIGNALBOX_SEED` replays a failed run.
std::uint64_t chosen_seed() {
  const auto* given = std::getenv("SIGNALBOX_SEED");
  return given ? std::stoull(given) : std::random_device{}();
}

} // namespace

TEST_CASE("hostile labels change nothing for the neighbours, and add nothing that a route cannot ask for") {
  const auto seed = chosen_seed();
  CAPTURE(seed);
  tenant evil(seed);
  std::size_t routed = 0;
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    const auto all = evil.next();
    const auto text = rendered(all);
    REQUIRE(harm_done(text) == "");
    routed += text.find("10.0.0.66") != text.npos ? 1 : 0;
    if (i % 100 == 0)
      dump("hostile-" + std::to_string(i) + ".conf", rendered(for_nginx(all)));
  }
  CHECK(routed > 20); // with fewer routed services the test would prove nothing
}

TEST_CASE("problems about hostile labels are short, printable lines") {
  const auto seed = chosen_seed();
  CAPTURE(seed);
  tenant evil(seed);
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    const auto all = evil.next();
    REQUIRE(ugly_problem(parse_labels("evil", all.view.services.front().labels).found) == "");
  }
}

TEST_CASE("hostile labels add nothing to HAProxy's text that a route cannot ask for, and change no neighbour's part") {
  const auto seed = chosen_seed();
  CAPTURE(seed);
  tenant evil(seed);
  const auto quiet = haproxy_part(rendered_for_haproxy(quiet_tenant()), "neighbour");
  REQUIRE(quiet.find("backend up-n.local") != quiet.npos);
  std::size_t routed = 0;
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    const auto text = rendered_for_haproxy(evil.next());
    REQUIRE(foreign_to_haproxy(text) == "");
    REQUIRE(haproxy_part(text, "neighbour") == quiet);
    routed += text.find("10.0.0.66") != text.npos ? 1 : 0;
    if (i % 100 == 0)
      dump("hostile-" + std::to_string(i) + ".cfg", text);
  }
  CHECK(routed > 10);
}
