#include "messages/problem.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("unprintable characters are escaped") {
  CHECK(printable("a\nb\x7f") == "a\\x0ab\\x7f");
  CHECK(printable(std::string(100, 'x'), 3) == "xxx… (100 bytes)");
}

TEST_CASE("a problem as text is one sentence with the place and the hint") {
  CHECK(to_string(problem{severity::error, "web", "label com.docker.lb.port", "'x' is not a port", "use 1 to 65535"}) ==
        "service web: label com.docker.lb.port: 'x' is not a port (use 1 to 65535)");
}
