// Sends requests through a proxy until SIGTERM or for a number of seconds, and counts the failures that a client would
// see:
//
//   load ADDRESS PORT HOST SECONDS KEPT ONE-SHOT DOWNLOADS [REQUESTS-A-SECOND]
//
// KEPT threads reuse their connection, ONE-SHOT threads open one for each request, DOWNLOADS threads read 4 MB, the
// first in about a minute, the others in about five seconds. A kept connection that ends without `Connection: close` in
// the previous answer is a failure, as is every answer that is not a complete 200. Prints one line of JSON.
#include "tests/bench/load/client.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using signalbox::bench::address_of;
using signalbox::bench::client;
using steady = std::chrono::steady_clock;

std::atomic<bool> ending{false};

struct tally {
  std::atomic<std::uint64_t> requests{0}, failed{0}, downloads{0}, connections{0};
  std::mutex mutex;
  std::map<std::string, int> reasons;
  void fail(const std::string& why) {
    ++failed;
    const std::lock_guard lock{mutex};
    ++reasons[why];
  }
};

void work(client& c, tally& t, bool keep, std::chrono::microseconds gap) {
  auto next = steady::now();
  while (!ending) {
    const auto why = c.get("/ping", keep);
    ++t.requests;
    if (!why.empty())
      t.fail((keep ? "kept: " : "one-shot: ") + why);
    next += gap;
    std::this_thread::sleep_until(next);
    next = std::max(next, steady::now() - 100ms); // no burst after a pause
  }
  t.connections += c.opened;
}

void download(client& c, tally& t, std::chrono::milliseconds pause) {
  while (!ending) {
    const auto why = c.get("/bytes?size=4194304", false, pause);
    ++t.downloads;
    if (why.empty())
      continue;
    t.fail("download: " + why);
    std::this_thread::sleep_for(100ms);
  }
}

} // namespace

int main(int count, char** given) {
  if (count < 8) {
    std::fputs("load ADDRESS PORT HOST SECONDS KEPT ONE-SHOT DOWNLOADS [REQUESTS-A-SECOND]\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, [](int) { ending = true; });
  const auto to = address_of(given[1], given[2]);
  const int kept = std::atoi(given[5]), one_shot = std::atoi(given[6]), downloads = std::atoi(given[7]);
  const int rate = count > 8 ? std::atoi(given[8]) : 0;
  const std::chrono::microseconds gap{rate > 0 ? 1000000LL * (kept + one_shot) / rate : 2000};
  tally t;
  std::vector<std::thread> all;
  const auto begin = steady::now();
  for (int i = 0; i < kept + one_shot + downloads; ++i)
    all.emplace_back([&, i] {
      client c{to, given[3]};
      if (i < kept + one_shot)
        work(c, t, i < kept, gap);
      else
        download(c, t, i == kept + one_shot ? 900ms : 70ms);
    });
  const auto until = begin + std::chrono::seconds(std::atoi(given[4]));
  while (!ending && steady::now() < until)
    std::this_thread::sleep_for(20ms);
  ending = true;
  for (auto& thread : all)
    thread.join();
  std::string reasons;
  for (const auto& [why, times] : t.reasons)
    reasons += (reasons.empty() ? "\"" : ",\"") + why + "\":" + std::to_string(times);
  std::printf(
      "{\"seconds\":%.1f,\"requests\":%llu,\"downloads\":%llu,\"connections\":%llu,\"failed\":%llu,\"reasons\":{%s}}\n",
      std::chrono::duration<double>(steady::now() - begin).count(), static_cast<unsigned long long>(t.requests),
      static_cast<unsigned long long>(t.downloads), static_cast<unsigned long long>(t.connections),
      static_cast<unsigned long long>(t.failed), reasons.c_str());
  return t.failed == 0 ? 0 : 1;
}
