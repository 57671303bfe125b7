#include "messages/identity.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("a digest is the first half of SHA-256") {
  CHECK(digest_of("").hex == "e3b0c44298fc1c149afbf4c8996fb924");
  CHECK(digest_of("a") != digest_of("b"));
}

TEST_CASE("a later incarnation is newer, whatever its count") {
  CHECK(revision{2, 0} > revision{1, 99});
  CHECK(to_string(revision{2, 7}) == "2.7");
}
