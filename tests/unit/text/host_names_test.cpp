#include "messages/text/host_names.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace signalbox;

namespace {

std::string host(std::string_view entry) {
  const auto checked = check_host(entry);
  const auto* name = std::get_if<std::string>(&checked);
  return name ? *name : "refused";
}

std::string remedy(std::string_view entry) { return std::get<bad_host>(check_host(entry)).hint; }

} // namespace

TEST_CASE("a host name is normalized") {
  CHECK(host("demo.local") == "demo.local");
  CHECK(host(" \tDemo.LOCAL ") == "demo.local");
  CHECK(host("demo.local.") == "demo.local");
  CHECK(host("demo.local:8080") == "demo.local");
  CHECK(host("demo.local.:8080") == "demo.local");
  CHECK(host("localhost") == "localhost");
  CHECK(host("10.0.0.1") == "10.0.0.1");
  CHECK(host("my_app.local") == "my_app.local");
  CHECK(host("xn--bcher-kva.example") == "xn--bcher-kva.example");
}

TEST_CASE("a wildcard is a host pattern, but no host name") {
  CHECK(host("*.Apps.local.") == "*.apps.local");
  CHECK(is_host_pattern("*.apps.local"));
  CHECK_FALSE(is_host_name("*.apps.local"));
}

TEST_CASE("an international name is converted to ASCII") {
  CHECK(host("b\xc3\xbc"
             "cher.example") == "xn--bcher-kva.example");
  CHECK(host("B\xc3\x9c"
             "CHER.Example") == "xn--bcher-kva.example");
  CHECK(host("*.b\xc3\xbc"
             "cher.example:443") == "*.xn--bcher-kva.example");
  CHECK(host("\xe4\xbe\x8b\xe3\x81\x88\xe3\x80\x82jp") == "xn--r8jz45g.jp");
}

TEST_CASE("the lengths of RFC 1123 are the limits") {
  const std::string part(63, 'a');
  CHECK(host(part + ".local") == part + ".local");
  CHECK(host(part + "a.local") == "refused");
  const std::string longest = part + '.' + part + '.' + part + '.' + std::string(61, 'b');
  REQUIRE(longest.size() == 253);
  CHECK(host(longest) == longest);
  CHECK(host(longest + 'b') == "refused");
}

TEST_CASE("values that could have a meaning in a proxy's configuration are refused") {
  for (const std::string text : {"",
                                 " ",
                                 ".",
                                 "..",
                                 "a..b",
                                 ".a",
                                 "a..",
                                 "-a",
                                 "a-",
                                 "_a",
                                 "a_",
                                 "a.-b",
                                 "*",
                                 "*.",
                                 "*a.local",
                                 "a.*.local",
                                 "**.local",
                                 "~^a$",
                                 "$host",
                                 "a;b",
                                 "a{b",
                                 "a}b",
                                 "a b",
                                 "a\nb",
                                 "a\n",
                                 "\na",
                                 "a\rb",
                                 "a\"b",
                                 "a'b",
                                 "a\\b",
                                 "a#b",
                                 "../a",
                                 "a/b",
                                 "http://a",
                                 "[::1]",
                                 "a:",
                                 "a:b",
                                 "a:123456",
                                 ":80",
                                 "\xc3\xbc;a.de",
                                 "a\xe2\x80\xae.de",
                                 "\xff\xfe"}) {
    CAPTURE(text);
    CHECK(host(text) == "refused");
    CHECK_FALSE(is_host_name(text));
  }
  CHECK(host(std::string("a\0b", 3)) == "refused");
  CHECK(host(std::string("ab\0", 3)) == "refused");
  CHECK(host(std::string(65536, 'a')) == "refused");
}

TEST_CASE("the problem of a refused name has a hint") {
  CHECK(remedy("a.*.local").find("first part only") != std::string::npos);
  CHECK(remedy("*").find("default_backend") != std::string::npos);
  CHECK(remedy("http://a.local/").find("without scheme") != std::string::npos);
  CHECK(remedy("\xc3\xbc;a.de").find("xn--") != std::string::npos);
  CHECK(remedy("a.local b.local").find("commas") != std::string::npos);
  CHECK(remedy("").find("comma") != std::string::npos);
  CHECK(remedy(std::string(300, 'a')).find("253") != std::string::npos);
  CHECK(remedy("-a").find("begin and end") != std::string::npos);
}

TEST_CASE("the problem of a refused name shows the value shortened and escaped") {
  const auto bad = std::get<bad_host>(check_host("a\n{" + std::string(65536, 'x')));
  CHECK(bad.what.size() < 200);
  CHECK(bad.what.find('\n') == std::string::npos);
  CHECK(bad.what.find("a\\x0a{") != std::string::npos);
}
