// Keeps requests going through a proxy until SIGTERM or a number of seconds, and counts what a client would call a
// failure:
//
//   load ADDRESS PORT HOST SECONDS KEPT ONE-SHOT DOWNLOADS [REQUESTS-A-SECOND]
//
// KEPT threads reuse their connection, ONE-SHOT threads open one for each request, DOWNLOADS read 4 MB, the first in
// about a minute, the others in about five seconds. A kept connection that ends without the announcement `Connection:
// close` in the answer before is a failure, as is every answer that is not a complete 200. Prints one line of JSON.
#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;
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

class client {
public:
  client(const sockaddr_in& to, std::string host) : to_(to), host_(std::move(host)) {}
  ~client() { close(); }
  client(const client&) = delete;

  void close() {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = -1;
    in_.clear();
  }
  /// Empty: a complete 200. Keeps the connection unless the server announced its end.
  std::string get(const std::string& path, bool keep, std::chrono::milliseconds pause = 0ms) {
    if (fd_ < 0 && !open())
      return "connect";
    const auto ask = "GET " + path + " HTTP/1.1\r\nHost: " + host_ + (keep ? "" : "\r\nConnection: close") + "\r\n\r\n";
    if (::send(fd_, ask.data(), ask.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(ask.size()))
      return drop("send");
    std::size_t head = 0;
    while ((head = in_.find("\r\n\r\n")) == in_.npos)
      if (!more(16384))
        return drop(in_.empty() ? "closed before the answer" : "closed in the header");
    const auto status = in_.substr(9, 3);
    const auto length = in_.find("Content-Length: ");
    if (length == in_.npos || length > head)
      return drop("no length, status " + status);
    const auto size = static_cast<std::size_t>(std::atoll(in_.c_str() + length + 16));
    const bool announced = in_.substr(0, head).find("Connection: close") != in_.npos;
    while (in_.size() < head + 4 + size) {
      if (!more(65536))
        return drop("closed in the body");
      if (pause > 0ms)
        std::this_thread::sleep_for(pause);
    }
    in_.erase(0, head + 4 + size);
    if (announced || !keep)
      close();
    return status == "200" ? "" : "status " + status;
  }
  std::uint64_t opened = 0;

private:
  bool open() {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval limit{10, 0};
    const int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++opened;
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to_), sizeof to_) == 0)
      return true;
    close();
    return false;
  }
  bool more(std::size_t most) {
    std::vector<char> bytes(most);
    const auto n = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (n > 0)
      in_.append(bytes.data(), static_cast<std::size_t>(n));
    return n > 0;
  }
  std::string drop(std::string why) {
    close();
    return why;
  }

  sockaddr_in to_;
  std::string host_, in_;
  int fd_ = -1;
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
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(given[2])));
  inet_pton(AF_INET, given[1], &to.sin_addr);
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
