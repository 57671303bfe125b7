// Sends requests until a host is served, and prints the time:
//
//   first_answer ADDRESS PORT HOST SECONDS
//
// One connection for each request, one after another, two milliseconds apart: a kept connection would stay with the
// proxy's old workers. Prints the time of the first complete 200, in milliseconds of Unix time; exits with 1 after
// SECONDS.
#include "tests/bench/load/client.hpp"

#include <csignal>
#include <cstdio>

int main(int count, char** given) {
  using namespace std::chrono_literals;
  if (count != 5) {
    std::fputs("first_answer ADDRESS PORT HOST SECONDS\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  signalbox::bench::client client{signalbox::bench::address_of(given[1], given[2]), given[3]};
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(given[4]));
  while (std::chrono::steady_clock::now() < until) {
    if (client.get("/ping", false).empty()) {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      std::printf("%lld\n", static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()));
      return 0;
    }
    std::this_thread::sleep_for(2ms);
  }
  return 1;
}
