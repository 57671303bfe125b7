#include "adapters/http/http_url.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("the parts of a URL, with defaults for missing parts") {
  const auto plain = http_url_of("http://core");
  REQUIRE(plain);
  CHECK(plain->host == "core");
  CHECK(plain->port == "80");
  CHECK(plain->path == "/");
  const auto whole = http_url_of("http://tasks.interlock:8080/v1/status?x=1");
  REQUIRE(whole);
  CHECK(whole->host == "tasks.interlock");
  CHECK(whole->port == "8080");
  CHECK(whole->path == "/v1/status?x=1");
  const auto six = http_url_of("http://[fe80::1]:81/a");
  REQUIRE(six);
  CHECK(six->host == "fe80::1");
  CHECK(six->port == "81");
  CHECK(http_url_of("http://[::1]")->port == "80");
}

TEST_CASE("any other text is no URL") {
  for (const char* text : {"", "core:8080", "https://core", "http://", "http://:80", "http://core:"})
    CHECK(!http_url_of(text));
}
