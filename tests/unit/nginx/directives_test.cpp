#include "adapters/proxy/nginx/directives.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

using names = std::vector<std::string>;

std::string error_of(const std::string& text) { return scan_directives(text).error; }

} // namespace

TEST_CASE("the names of directives are read, on the outermost level only") {
  const auto scan = scan_directives("gzip on;\nmap $a $b { default 1; '' 2; }\nserver_tokens off;");
  CHECK(scan.names == names{"gzip", "map", "server_tokens"});
  CHECK(scan.has_blocks);
  CHECK_FALSE(scan.open);
  CHECK(scan.error.empty());
}

TEST_CASE("a directive without its semicolon is open, and ends after its last word") {
  const std::string text = "gzip on # why; not";
  const auto scan = scan_directives(text);
  CHECK(scan.open);
  CHECK(text.substr(0, scan.end) == "gzip on");
  CHECK_FALSE(scan_directives("gzip on; # more").open);
  CHECK_FALSE(scan_directives("").open);
  CHECK(scan_directives("# only a comment").names.empty());
}

TEST_CASE("characters in quotes, escapes and variables do not end a directive") {
  for (const char* text :
       {"a ';{}#';", "a \"x\\\";{\";", "a ${b}c;", "a b\\;c;", "a b#c;", "a b'c;", "log_format m '$a' \"{;\";"}) {
    CAPTURE(text);
    const auto scan = scan_directives(text);
    CHECK(scan.error.empty());
    CHECK(scan.names.size() == 1);
    CHECK_FALSE(scan.has_blocks);
    CHECK_FALSE(scan.open);
  }
}

TEST_CASE("a syntax error of nginx is reported") {
  CHECK(error_of("server {") == "a '{' is not closed");
  CHECK(error_of("gzip on; }") == "a '}' closes nothing");
  CHECK(error_of("server { listen 80 }") == "a ';' is missing in front of a '}'");
  CHECK(error_of("a 'b;") == "a quote ' is not closed");
  CHECK(error_of("a \"b\\") == "a quote \" is not closed");
  CHECK(error_of(";") == "a ';' has nothing in front of it");
  CHECK(error_of("{ }") == "a '{' has nothing in front of it");
  CHECK(error_of(std::string("a\0b;", 4)) == "a control character is in it");
  CHECK(error_of(std::string("a \0;", 4)) == "a control character is in it");
}

TEST_CASE("the scan never reads beyond the end of the text") {
  for (const char* text : {"\\", "a\\", "'", "'\\", "$", "${", "a $", "#", "a ${"}) {
    CAPTURE(text);
    CHECK(scan_directives(text).end <= std::string(text).size());
  }
}
