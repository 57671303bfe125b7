#include "adapters/http/http_message.hpp"

#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("a target is split and decoded") {
  http_request r;
  r.target = "/v1.41/services/a%2Fb%zz?filters=%7B%22id%22%3A%5B%22x%22%5D%7D&a+b=c+d&flag&=&x=1&x=2";
  split_target(r);
  CHECK(r.path == "/v1.41/services/a/b%zz");
  CHECK(r.query.at("filters") == R"({"id":["x"]})");
  CHECK(r.query.at("a b") == "c d");
  CHECK(r.query.at("flag").empty());
  CHECK(r.query.at("x") == "2");
}

TEST_CASE("dates are those of HTTP") {
  CHECK(http_date(std::chrono::system_clock::from_time_t(784111777)) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_CASE("a header value cannot start a new header") {
  http_reply r;
  r.headers = {{"Location", "/a\r\nSet-Cookie: x=1"}};
  CHECK(reply_head(r, 0, true, false).find("\nSet-Cookie") == std::string::npos);
}

TEST_CASE("no length is announced for 204") {
  http_reply r;
  r.status = 204;
  CHECK(reply_head(r, 0, true, false).find("Content-Length") == std::string::npos);
}
