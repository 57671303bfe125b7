#include "adapters/http/http_message.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\r' || c == '\n' || c == '\0')
      c = ' ';
  return text;
}

} // namespace

std::string_view reason_phrase(unsigned status) {
  static const std::map<unsigned, std::string_view> phrases = {{100, "Continue"},
                                                               {101, "Switching Protocols"},
                                                               {200, "OK"},
                                                               {201, "Created"},
                                                               {204, "No Content"},
                                                               {301, "Moved Permanently"},
                                                               {302, "Found"},
                                                               {304, "Not Modified"},
                                                               {400, "Bad Request"},
                                                               {401, "Unauthorized"},
                                                               {403, "Forbidden"},
                                                               {404, "Not Found"},
                                                               {405, "Method Not Allowed"},
                                                               {406, "Not Acceptable"},
                                                               {408, "Request Timeout"},
                                                               {409, "Conflict"},
                                                               {413, "Content Too Large"},
                                                               {414, "URI Too Long"},
                                                               {417, "Expectation Failed"},
                                                               {431, "Request Header Fields Too Large"},
                                                               {500, "Internal Server Error"},
                                                               {501, "Not Implemented"},
                                                               {503, "Service Unavailable"},
                                                               {505, "HTTP Version Not Supported"}};
  auto found = phrases.find(status);
  return found == phrases.end() ? "Status" : found->second;
}

std::string http_date(std::chrono::system_clock::time_point t) {
  static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::time_t seconds = std::chrono::system_clock::to_time_t(t);
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday % 7], tm.tm_mday,
                months[tm.tm_mon % 12], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
  return text.data();
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

void split_target(http_request& r) {
  std::string_view target = r.target;
  auto mark = target.find('?');
  r.path = percent_decoded(target.substr(0, mark), false);
  r.query.clear();
  std::string_view rest = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!rest.empty()) {
    auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    auto equals = pair.find('=');
    auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    if (!pair.empty())
      r.query[percent_decoded(pair.substr(0, equals), true)] = percent_decoded(value, true);
  }
}

std::string reply_head(const http_reply& r, std::optional<std::uint64_t> length, bool keep_alive, bool chunked) {
  std::string head = "HTTP/1.1 " + std::to_string(r.status) + ' ' + std::string(reason_phrase(r.status)) + "\r\n";
  head += "Date: " + http_date(std::chrono::system_clock::now()) + "\r\nCache-Control: no-store\r\n";
  if (!r.type.empty())
    head += "Content-Type: " + one_line(r.type) + "\r\nX-Content-Type-Options: nosniff\r\n";
  for (const auto& [name, value] : r.headers)
    head += one_line(name) + ": " + one_line(value) + "\r\n";
  if (chunked)
    head += "Transfer-Encoding: chunked\r\n";
  else if (length && r.status != 204 && r.status != 304)
    head += "Content-Length: " + std::to_string(*length) + "\r\n";
  return head + "Connection: " + (keep_alive ? "keep-alive" : "close") + "\r\n\r\n";
}

http_reply problem_reply(unsigned status, const std::string& detail) {
  nlohmann::ordered_json body = {
      {"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}, {"detail", detail}};
  http_reply reply;
  reply.status = status;
  reply.type = "application/problem+json";
  reply.body = body.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  return reply;
}

} // namespace signalbox
