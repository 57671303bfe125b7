#include "adapters/http/http_server.hpp"
#include "adapters/http/listen_address.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <filesystem>

using namespace signalbox;

namespace {

std::string why_not(const std::string& listen_addr) {
  try {
    http_server server(listen_addr, {});
  } catch (const listen_error& e) {
    return e.what();
  }
  return "it listens";
}

http_routes hello() {
  return {{"/", path_match::exact, [](const http_request&) { return http_reply{}; }}};
}

} // namespace

TEST_CASE("ListenAddr is parsed as Interlock does") {
  CHECK(std::get<tcp_listen>(parse_listen_address(":8080")) == tcp_listen{"", 8080});
  CHECK(std::get<tcp_listen>(parse_listen_address("8080")) == tcp_listen{"", 8080});
  CHECK(std::get<tcp_listen>(parse_listen_address("10.0.0.1:80")) == tcp_listen{"10.0.0.1", 80});
  CHECK(std::get<tcp_listen>(parse_listen_address("localhost:80")) == tcp_listen{"localhost", 80});
  CHECK(std::get<tcp_listen>(parse_listen_address("[::1]:80")) == tcp_listen{"::1", 80});
  CHECK(std::get<unix_listen>(parse_listen_address("unix:///run/x.sock")) == unix_listen{"/run/x.sock"});
  for (auto text : {"", ":", "host", ":99999", "::1:80", "1.2.3.4:http", "unix://"}) {
    INFO(text);
    auto* bad = std::get_if<bad_address>(std::make_unique<listen_address>(parse_listen_address(text)).get());
    CHECK(bad != nullptr);
  }
}

TEST_CASE("an error of listening names ListenAddr") {
  http_server first("127.0.0.1:0", hello());
  std::string taken = "127.0.0.1:" + std::to_string(first.port());
  CHECK(contains(why_not(taken), "ListenAddr = \"" + taken + "\": the address is in use"));
  CHECK(contains(why_not("192.0.2.1:8080"), "this machine has no such address"));
  CHECK(contains(why_not("host"), "the port is not a number"));
  CHECK(contains(why_not("unix:///no/such/folder/x.sock"),
                 "ListenAddr = \"unix:///no/such/folder/x.sock\": No such file"));
}

TEST_CASE("an error of another listener names its own setting") {
  for (auto text : {"host", "192.0.2.1:8080", "unix:///no/such/folder/x.sock"}) {
    std::string why;
    try {
      http_server server(text, {}, {}, "--chaos");
    } catch (const listen_error& e) {
      why = e.what();
    }
    CHECK(why.starts_with(std::string("--chaos = \"") + text + "\": "));
  }
}

TEST_CASE("an empty host listens on IPv4 too") {
  http_server server(":0", hello());
  CHECK(contains(fetch(server.port(), "/"), "200 OK"));
}

TEST_CASE("a unix socket is served, a stale one is replaced, and it is removed at the end") {
  std::string path = std::filesystem::temp_directory_path() / ("signalbox-" + std::to_string(::getpid()) + ".sock");
  {
    http_server server("unix://" + path, hello());
    raw_client c(path);
    c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(contains(c.read_until("\r\n\r\n"), "200 OK"));
    CHECK(contains(why_not("unix://" + path), "in use"));
  }
  CHECK(!std::filesystem::exists(path));
  int left_behind = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  std::strncpy(at.sun_path, path.c_str(), sizeof at.sun_path - 1);
  REQUIRE(::bind(left_behind, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
  ::close(left_behind);
  CHECK(why_not("unix://" + path) == "it listens");
}
