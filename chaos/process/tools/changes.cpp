// Changes an application again and again, and measures how long each change takes to reach the traffic:
//
//   changes LOG PAUSE-MS SERVICE PROXIES SOCKET…
//
// Each change replaces the second host name of SERVICE by `SERVICE-N.local`. Its time is from the request to the engine
// until a proxy answers for that name. PROXIES: `10.0.0.1:80,10.0.0.2:80`, of which one must answer. SOCKETs: of the
// managers' engines, of which one must answer. Each change is a line of JSON in LOG: its start (seconds since 1970),
// its time in milliseconds, and `served` or the error. SIGTERM ends the program after the current change; it then
// prints the last host name.
#include "chaos/process/tools/http.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace signalbox::chaos;
using nlohmann::json;
using steady = std::chrono::steady_clock;

volatile std::sig_atomic_t ending = 0;

constexpr auto engine_deadline = 3s;
constexpr auto timeout = 120s; ///< for one change

struct job {
  std::string service;
  std::vector<std::string> proxies, sockets;
};

/// One attempt; false at a conflicting update, or if this engine does not answer.
bool relabel(const std::string& socket, const std::string& service, const std::string& hosts) {
  const auto found = ask(socket, "GET", "/v1.41/services/" + service, "docker", "", engine_deadline);
  if (found.status != 200)
    return false;
  auto seen = json::parse(found.body, nullptr, false);
  if (seen.is_discarded())
    return false;
  seen["Spec"]["Labels"]["com.docker.lb.hosts"] = hosts;
  const auto target = "/v1.41/services/" + seen["ID"].get<std::string>() +
                      "/update?version=" + std::to_string(seen["Version"]["Index"].get<std::uint64_t>());
  return ask(socket, "POST", target, "docker", seen["Spec"].dump(), engine_deadline).status == 200;
}

/// Tries the engine first that answered last.
bool change(job& t, const std::string& hosts, steady::time_point until) {
  while (steady::now() < until) {
    if (relabel(t.sockets.front(), t.service, hosts))
      return true;
    std::rotate(t.sockets.begin(), t.sockets.begin() + 1, t.sockets.end());
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

bool is_served(const job& t, const std::string& host, steady::time_point until) {
  while (steady::now() < until) {
    for (const auto& proxy : t.proxies)
      if (ask(proxy, "GET", "/ping", host, "", 1s).status == 200)
        return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

json one_change(job& t, const std::string& host) {
  const auto began = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto start = steady::now();
  std::string end = "served";
  if (!change(t, t.service + ".local," + host, start + timeout))
    end = "no engine took it";
  else if (!is_served(t, host, start + timeout))
    end = "not served";
  return {{"began", began},
          {"took_ms", std::chrono::duration<double, std::milli>(steady::now() - start).count()},
          {"end", end},
          {"host", host}};
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> all(1);
  for (const char c : text)
    if (c == ',')
      all.emplace_back();
    else
      all.back() += c;
  return all;
}

} // namespace

int main(int count, char** given) {
  if (count < 6) {
    std::fputs("changes LOG PAUSE-MS SERVICE PROXIES SOCKET…\n", stderr);
    return 2;
  }
  std::signal(SIGTERM, [](int) { ending = 1; });
  job t{given[3], split(given[4]), {given + 5, given + count}};
  std::ofstream log(given[1], std::ios::app);
  std::string host;
  for (int i = 1; !ending; ++i) {
    host = t.service + '-' + std::to_string(i) + ".local";
    log << one_change(t, host) << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(given[2])));
  }
  std::puts(host.c_str());
}
