// What becomes of nginx's workers over many reloads.
#include "tests/agent/agent_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <fstream>
#include <memory>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;

TEST_CASE("a hundred changes leave no workers behind") {
  agent_fixture w;
  w.start_with(w.config("0"));
  const auto least = w.workers().size();
  for (int i = 1; i <= 100; ++i)
    w.change_to(w.config(std::to_string(i)));
  for (int i = 0; i < 200 && w.workers().size() > least; ++i)
    std::this_thread::sleep_for(20ms);
  CHECK(w.workers().size() == least);
}

TEST_CASE("a crowd of ending workers slows changes down, and stops none") {
  agent_fixture w;
  std::ofstream{w.path("file")} << std::string(200 * 1024, 'x');
  const auto change = [&](int i) {
    const auto text =
        w.config(std::to_string(i), "  server { listen 127.0.0.1:" + std::to_string(w.proxy_port()) +
                                        "; server_name slow; limit_rate 1k; root " + w.path("").string() + "; }\n");
    const auto began = std::chrono::steady_clock::now();
    w.change_to(text);
    return std::chrono::steady_clock::now() - began;
  };
  std::vector<std::unique_ptr<raw_client>> downloads; // each keeps its worker
  w.start_with(w.config("first"));
  int i = 0;
  for (; i < 80 && w.workers().size() <= 17; ++i) { // an old worker may take the connection: then its own one ends
    change(i);
    w.wait_for_answer(std::to_string(i));
    downloads.push_back(std::make_unique<raw_client>(w.proxy_port()));
    downloads.back()->send("GET /file HTTP/1.0\r\nHost: slow\r\n\r\n");
    REQUIRE(downloads.back()->read_until("x").find("200 OK") != std::string::npos);
  }
  REQUIRE(w.workers().size() > 17);
  CHECK(change(i) >= 2s);
  downloads.clear();
  for (int n = 0; n < 200 && w.workers().size() > 1; ++n)
    std::this_thread::sleep_for(20ms);
  CHECK(change(i + 1) < 2s);
}
