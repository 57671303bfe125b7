#include "adapters/docker/api_version.hpp"
#include "tests/support/catch.hpp"

using signalbox::choose_version;

TEST_CASE("the newest version that both sides support is used") {
  CHECK(choose_version("1.41", "").version == "1.41");
  CHECK(choose_version("1.47", "1.24").version == "1.47");
  CHECK(choose_version("1.51", "").version == "1.51");
  CHECK(choose_version("1.60", "1.44").version == "1.51");
}

TEST_CASE("with an engine that supports none of our versions, its oldest is used") {
  CHECK(choose_version("1.70", "1.55").version == "1.55");
}

TEST_CASE("versions are compared as numbers, not as text") {
  CHECK(choose_version("1.100", "1.9").version == "1.51");
  CHECK(choose_version("2.0", "").version == "1.51");
  CHECK(choose_version("1.5", "").error.find("1.5:") != std::string::npos);
}

TEST_CASE("an engine that is too old is reported with the required version") {
  const auto n = choose_version("1.40", "1.12");
  CHECK(n.version.empty());
  CHECK(n.error == "the engine speaks API 1.40: version 20.10 (API 1.41) or later is needed");
}

TEST_CASE("a malformed version is an error") {
  for (const char* text : {"", "1", "1.", ".41", "1.41x", "v1.41", "1.41.2", "1.99999999999"}) {
    const auto n = choose_version(text, "");
    CHECK(n.version.empty());
    CHECK(n.error.find("is this a Docker Engine?") != std::string::npos);
  }
}
