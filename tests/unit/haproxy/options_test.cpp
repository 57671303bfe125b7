#include "adapters/proxy/haproxy/haproxy_grammar.hpp"
#include "adapters/proxy/haproxy/haproxy_option_table.hpp"
#include "adapters/proxy/haproxy/renderer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_file.hpp"

#include <string>

using namespace signalbox;
using test::contents;

namespace {

using list = std::vector<std::string>;

problems found_in(option_map options) {
  cluster_settings cluster;
  cluster.id = {"us-east"};
  cluster.config = std::move(options);
  return check_haproxy_options(cluster);
}

bool fits(const std::string& key, option_value value) { return found_in({{key, std::move(value)}}).empty(); }

std::string text(const char* raw) { return raw; }

} // namespace

TEST_CASE("HAProxy's table is sorted, and each default passes its own grammar") {
  const auto rows = haproxy_option_table().rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0)
      CHECK(rows[i - 1].key < rows[i].key);
    CAPTURE(rows[i].key);
    const std::string default_value(rows[i].default_value);
    if (!rows[i].grammar || default_value.empty())
      continue;
    const bool number =
        default_value.find_first_not_of("0123456789") == default_value.npos && rows[i].key != "ClientMaxBodySize";
    const option_value value = default_value == "off" ? option_value{false}
                               : number               ? option_value{std::int64_t{std::stoll(default_value)}}
                                                      : option_value{default_value};
    CHECK(rows[i].grammar->read(value, *rows[i].grammar).text == default_value);
  }
}

TEST_CASE("the README has the same rows as HAProxy's table") {
  const auto readme = contents("adapters/proxy/haproxy/README.md");
  for (const auto& row : haproxy_option_table().rows) {
    const std::string key(row.key), description(row.description), directive(row.directive),
        default_value(row.default_value);
    const auto line = row.grammar ? "| `" + key + "` | " + std::string(row.grammar->expected) + " | " +
                                        (default_value.empty() ? "" : '`' + default_value + "` ") + "| " +
                                        (directive.empty() ? "" : '`' + directive + "` ") + "| " + description + " |\n"
                                  : "| `" + key + "` | " + description + " |\n";
    CAPTURE(line);
    CHECK(readme.find(line) != std::string::npos);
  }
}

TEST_CASE("raw lines cannot start a section, or leave a quote open") {
  CHECK(fits("GlobalOptions", list{"nbthread 2", "# a comment's quote", ""}));
  CHECK(fits("DefaultOptions", list{"option http-no-delay", R"(log-format "%ci \" %r")", "  errorfile 503 '/a b'"}));
  CHECK_FALSE(fits("GlobalOptions", list{"nbthread 2\nfrontend evil"}));
  CHECK_FALSE(fits("GlobalOptions", list{"backend evil"}));
  CHECK_FALSE(fits("DefaultOptions", list{"\tdefaults\tother"}));
  CHECK_FALSE(fits("DefaultOptions", list{"log-format \"%ci"}));
  CHECK_FALSE(fits("DefaultOptions", list{"log-format '%ci\\'x'"}));
  CHECK_FALSE(fits("DefaultOptions", text("option http-no-delay")));
}

TEST_CASE("versions of TLS are a range") {
  CHECK(tls_bounds("TLSv1.2 TLSv1.3") == "ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.3");
  CHECK(tls_bounds("TLSv1.1 TLSv1") == "ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.1");
  CHECK(tls_bounds("TLSv1.3") == "ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.3");
  for (const auto* wrong : {"", "TLSv1.1 TLSv1.3", "SSLv3", "TLSv1.2,TLSv1.3"})
    CHECK_FALSE(tls_bounds(wrong));
}

TEST_CASE("the statistics page needs a user and a password") {
  CHECK(found_in({{"AdminUser", text("admin")}, {"AdminPass", text("a:b%c")}}).empty());
  CHECK(found_in({{"AdminUser", text("admin")}}).size() == 1);
  CHECK(found_in({{"AdminPass", text("secret")}}).size() == 1);
  CHECK_FALSE(found_in({{"AdminUser", text("admin")}, {"AdminPass", text("\"x")}}).empty());
}

TEST_CASE("an option of nginx is reported, with HAProxy's nearest option") {
  const auto found = found_in({{"ReadTimeout", std::int64_t{60}}, {"SSLCipher", text("HIGH")}});
  REQUIRE(found.size() == 2);
  CHECK(found[0].what == "is not an option of HAProxy and has no effect");
  CHECK(found[1].hint == "did you mean SSLCiphers?");
  CHECK(found[0].level == severity::warning);
}
