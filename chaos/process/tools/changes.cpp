// Changes an application again and again, and measures how long each change takes to reach the traffic:
//
//   changes LOG PAUSE-MS SERVICE PROXIES SOCKET…
//
// Each change gives SERVICE one more host name, `SERVICE-N.local`, in place of the one before; it counts from the
// request to the engine until a proxy answers for that name. PROXIES: `10.0.0.1:80,10.0.0.2:80`, of which one has to
// answer. SOCKETs: of the managers' engines, of which one has to answer. Each change is a line of JSON in LOG: when it
// began (seconds since 1970), what it took in milliseconds, and `served` or what went wrong. SIGTERM ends it after the
// change that is under way, with what was wanted last on standard output.
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
constexpr auto patience = 120s; ///< for one change

struct task {
  std::string service;
  std::vector<std::string> proxies, sockets;
};

/// One attempt; false if somebody else was first, or this engine is out of order.
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

/// Starts with the engine that answered last.
bool change(task& t, const std::string& hosts, steady::time_point until) {
  while (steady::now() < until) {
    if (relabel(t.sockets.front(), t.service, hosts))
      return true;
    std::rotate(t.sockets.begin(), t.sockets.begin() + 1, t.sockets.end());
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

bool is_served(const task& t, const std::string& host, steady::time_point until) {
  while (steady::now() < until) {
    for (const auto& proxy : t.proxies)
      if (ask(proxy, "GET", "/ping", host, "", 1s).status == 200)
        return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

json one_change(task& t, const std::string& host) {
  const auto began = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto start = steady::now();
  std::string end = "served";
  if (!change(t, t.service + ".local," + host, start + patience))
    end = "no engine took it";
  else if (!is_served(t, host, start + patience))
    end = "not served";
  return {{"began", began},
          {"took_ms", std::chrono::duration<double, std::milli>(steady::now() - start).count()},
          {"end", end},
          {"host", host}};
}

std::vector<std::string> words(const std::string& text) {
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
  task t{given[3], words(given[4]), {given + 5, given + count}};
  std::ofstream log(given[1], std::ios::app);
  std::string host;
  for (int i = 1; !ending; ++i) {
    host = t.service + '-' + std::to_string(i) + ".local";
    log << one_change(t, host) << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(given[2])));
  }
  std::puts(host.c_str());
}
