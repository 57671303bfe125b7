#include "answers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <random>
#include <string_view>

namespace signalbox::demo {
namespace {

using json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds longest_delay = std::chrono::minutes{1};

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// Header values are bytes: invalid UTF-8 is replaced, not rejected.
std::string dump(const json& document) { return document.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::string_view parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
  }
  return {};
}

bool has_session(const request& asked) {
  auto cookies = view(asked[http::field::cookie]);
  return cookies.starts_with("session=") || cookies.find("; session=") != cookies.npos;
}

std::string new_session() {
  static std::mt19937_64 numbers{std::random_device{}()};
  return std::to_string(numbers());
}

response reply(http::status status, std::string_view type, std::string body) {
  response made{status, 11};
  made.set(http::field::content_type, type);
  made.body() = std::move(body);
  return made;
}

std::string ping(const request& asked, const identity& self) {
  json said{{"instance", self.instance}, {"version", self.version}};
  if (!self.metadata.empty())
    said["metadata"] = self.metadata;
  if (auto id = view(asked["x-request-id"]); !id.empty())
    said["request_id"] = id;
  return dump(said);
}

std::string headers(const request& asked) {
  auto said = json::object();
  for (const auto& field : asked)
    said[std::string{view(field.name_string())}] = view(field.value());
  return dump(said);
}

std::string page(const identity& self) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Signalbox demo</title></head>\n"
         "<body><h1>" +
         escaped(self.metadata.empty() ? "Signalbox demo" : self.metadata) +
         "</h1>\n"
         "<p>You were answered by <code>" +
         escaped(self.instance) + "</code>, version " + escaped(self.version) + ".</p></body></html>\n";
}

response not_found() { return reply(http::status::not_found, "text/plain", "no such page\n"); }

// Final statuses only: after a 1xx the client would wait for another response.
response with_status(std::string_view wanted) {
  auto code = number(wanted);
  if (!code || *code < 200 || *code > 599)
    return not_found();
  auto status = static_cast<http::status>(*code);
  auto bare = *code == 204 || *code == 304;
  return reply(status, "text/plain", bare ? "" : std::to_string(*code) + "\n");
}

// For the authorization subrequests of a proxy.
response verdict(const request& asked) {
  if (view(asked["x-pass"]) != "open")
    return reply(http::status::unauthorized, "text/plain", "say X-Pass: open\n");
  auto let_in = reply(http::status::ok, "text/plain", "");
  let_in.set("remote-user", "somebody");
  return let_in;
}

answer slow(std::string_view query) {
  auto wanted = std::chrono::milliseconds{number(parameter(query, "ms")).value_or(0)};
  auto delay = std::min(wanted, longest_delay);
  return {reply(http::status::ok, "text/plain", "waited " + std::to_string(delay.count()) + " ms\n"), delay};
}

// Long downloads, for observing connections during a reload.
answer bytes(std::string_view query) {
  const auto size = std::min<std::size_t>(number(parameter(query, "size")).value_or(0), 64 << 20);
  return {reply(http::status::ok, "application/octet-stream", std::string(size, 'x'))};
}

answer route(const request& asked, const identity& self) {
  auto path = view(asked.target());
  std::string_view query;
  if (auto mark = path.find('?'); mark != path.npos) {
    query = path.substr(mark + 1);
    path = path.substr(0, mark);
  }
  if (path == "/")
    return {reply(http::status::ok, "text/html; charset=utf-8", page(self))};
  if (path == "/ping")
    return {reply(http::status::ok, "application/json", ping(asked, self))};
  if (path == "/headers")
    return {reply(http::status::ok, "application/json", headers(asked))};
  if (path == "/slow")
    return slow(query);
  if (path == "/bytes")
    return bytes(query);
  if (path == "/size")
    return {reply(http::status::ok, "text/plain", std::to_string(asked.body().size()) + '\n')};
  if (path == "/verify")
    return {verdict(asked)};
  if (constexpr std::string_view prefix = "/pages/"; path.starts_with(prefix))
    return {reply(http::status::ok, "text/plain", "the page " + std::string{path.substr(prefix.size())} + '\n')};
  if (constexpr std::string_view prefix = "/status/"; path.starts_with(prefix))
    return {with_status(path.substr(prefix.size()))};
  return {not_found()};
}

} // namespace

answer answer_to(const request& asked, const identity& self) {
  auto given = route(asked, self);
  auto& reply = given.reply;
  reply.version(asked.version());
  reply.keep_alive(asked.keep_alive());
  reply.set(http::field::server, "signalbox-demo/" + self.version);
  if (!has_session(asked))
    reply.set(http::field::set_cookie, "session=" + new_session() + "; Path=/; HttpOnly");
  reply.prepare_payload();
  if (asked.method() == http::verb::head)
    reply.body().clear();
  return given;
}

} // namespace signalbox::demo
