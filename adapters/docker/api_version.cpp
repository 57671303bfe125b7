#include "adapters/docker/api_version.hpp"

#include "messages/problem.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace signalbox {

namespace {

using number = std::pair<unsigned, unsigned>;
constexpr number oldest{1, 41}, newest{1, 51};
constexpr std::size_t answer_limit = 256u << 10;

std::optional<number> parse(const std::string& text) {
  number n;
  const char* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, n.first);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.')
    return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, n.second);
  return minor.ec == std::errc{} && minor.ptr == end ? std::optional(n) : std::nullopt;
}

std::string print(number n) { return std::to_string(n.first) + '.' + std::to_string(n.second); }

std::string least_version(const std::string& body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object())
    return {};
  const auto found = document.find("MinAPIVersion");
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

struct ping_answer {
  unsigned status = 0;
  std::string version, body;
};

void ask(const std::shared_ptr<http_connection>& connection, const std::string& path,
         std::function<void(const std::string& error, const ping_answer&)> done) {
  const auto got = std::make_shared<ping_answer>();
  connection->exchange("GET", path, {}, answer_limit,
                       {[got](const response_reader& head) {
                          got->status = head.status();
                          got->version = head.header("Api-Version");
                        },
                        [got](std::string part) { got->body += part; },
                        [got, done = std::move(done)](const std::string& error, bool) { done(error, *got); }});
}

negotiated with_least(const std::string& most, const ping_answer& a) {
  return choose_version(most, a.status == 200 ? least_version(a.body) : std::string{});
}

} // namespace

negotiated choose_version(const std::string& most, const std::string& least) {
  const auto theirs = parse(most);
  if (!theirs)
    return {{}, "no Api-Version in the answer to /_ping: is this a Docker Engine?"};
  if (*theirs < oldest)
    return {{}, "the engine speaks API " + print(*theirs) + ": version 20.10 (API 1.41) or later is needed"};
  const auto floor = least.empty() ? std::nullopt : parse(least);
  return {print(std::max(std::min(*theirs, newest), floor.value_or(oldest))), {}};
}

void negotiate(const std::shared_ptr<http_connection>& connection, std::function<void(negotiated)> done) {
  const std::weak_ptr<http_connection> weak = connection;
  ask(connection, "/_ping", [weak, done = std::move(done)](const std::string& error, const ping_answer& ping) {
    if (!error.empty())
      return done({{}, error});
    if (ping.version.empty() && ping.status != 200)
      return done({{}, "/_ping is answered with status " + std::to_string(ping.status)});
    const auto most = parse(ping.version);
    const auto again = weak.lock();
    if (!most || *most <= newest || !again || !again->usable())
      return done(choose_version(ping.version, {}));
    ask(again, "/version", [done, version = ping.version](const std::string& why, const ping_answer& about) {
      done(why.empty() ? with_least(version, about) : negotiated{{}, why});
    });
  });
}

} // namespace signalbox
