#include "tests/http/message.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace signalbox::conformance {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Reads lines from a position on; a line ends with LF, a CR in front of it is not part of it.
class line_source {
public:
  line_source(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::optional<std::string_view> next() {
    const auto end = bytes_.find('\n', at_);
    if (end == bytes_.npos)
      return {};
    auto line = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    return line;
  }
  std::size_t at() const { return at_; }

private:
  std::string_view bytes_;
  std::size_t at_;
};

/// False until the empty line has arrived. A line that begins with a blank continues the one before it.
bool read_fields(line_source& lines, header_list& fields) {
  while (const auto line = lines.next()) {
    if (line->empty())
      return true;
    const auto colon = line->find(':');
    if ((line->front() == ' ' || line->front() == '\t') && !fields.empty())
      fields.back().second += ' ' + std::string(trimmed(*line));
    else if (colon == line->npos)
      fields.emplace_back(*line, "");
    else
      fields.emplace_back(line->substr(0, colon), trimmed(line->substr(colon + 1)));
  }
  return false;
}

template <class Number>
std::optional<Number> number_in(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return value;
}

void read_chunks(std::string_view bytes, std::size_t at, split_result& result) {
  line_source lines(bytes, at);
  auto& into = *result.head;
  while (const auto line = lines.next()) {
    const auto size = number_in<std::uint64_t>(trimmed(line->substr(0, line->find(';'))), 16);
    if (!size) {
      result.malformed = true;
      return;
    }
    if (*size == 0) {
      result.complete = read_fields(lines, into.trailers);
      into.size = lines.at();
      return;
    }
    const auto rest = bytes.substr(lines.at());
    into.body.append(rest.substr(0, static_cast<std::size_t>(*size)));
    if (rest.size() < *size)
      return;
    lines = line_source(bytes, lines.at() + static_cast<std::size_t>(*size));
    if (const auto end = lines.next(); !end || !end->empty()) {
      result.malformed = end.has_value();
      return;
    }
  }
}

bool has_no_body(const message& head, message_kind kind, std::string_view method) {
  if (kind == message_kind::request)
    return false;
  const auto status = status_of(head);
  return method == "HEAD" || status < 200 || status == 204 || status == 304 ||
         (method == "CONNECT" && status / 100 == 2);
}

} // namespace

split_result split_message(std::string_view bytes, message_kind kind, std::string_view method, bool closed) {
  split_result result;
  message head;
  std::size_t begin = 0;
  if (kind == message_kind::request) // a server ignores empty lines in front of a request: RFC 9112, 2.2
    while (bytes.substr(begin).starts_with("\r\n"))
      begin += 2;
  line_source lines(bytes, begin);
  const auto start = lines.next();
  if (!start)
    return result;
  head.start_line = std::string(*start);
  if (!read_fields(lines, head.headers))
    return result;
  const auto at = lines.at();
  head.size = at;
  result.head = head;
  auto& into = *result.head;
  if (has_no_body(head, kind, method)) {
    result.complete = true;
    return result;
  }
  const auto coding = header_of(head.headers, "Transfer-Encoding");
  const auto length = header_of(head.headers, "Content-Length");
  if (coding && lower_case(*coding).find("chunked") != std::string::npos) {
    into.chunked = true;
    read_chunks(bytes, at, result);
    return result;
  }
  if (length || kind == message_kind::request) {
    const auto size = length ? number_in<std::uint64_t>(*length) : 0;
    if (!size) {
      result.malformed = true;
      return result;
    }
    into.body = std::string(bytes.substr(at, static_cast<std::size_t>(*size)));
    into.size = at + into.body.size();
    result.complete = into.body.size() == *size;
    return result;
  }
  into.until_closed = true;
  into.body = std::string(bytes.substr(at));
  into.size = bytes.size();
  result.complete = closed;
  return result;
}

std::optional<std::string> header_of(const header_list& headers, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [key, value] : headers)
    if (same_name(key, name))
      found = value;
  return found;
}

std::string method_of(const message& request) { return request.start_line.substr(0, request.start_line.find(' ')); }

std::string target_of(const message& request) {
  const auto& line = request.start_line;
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos)
    return {};
  return line.substr(first + 1, first == last ? line.npos : last - first - 1);
}

int status_of(const message& answer) {
  if (answer.start_line.size() < 12 || !answer.start_line.starts_with("HTTP/"))
    return 0;
  return number_in<int>(std::string_view(answer.start_line).substr(9, 3)).value_or(0);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower_case(a) == lower_case(b);
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    if (const auto word = trimmed(text.substr(at, end - at)); !word.empty())
      words.emplace_back(word);
    at = end + 1;
  }
  return words;
}

std::string printable(std::string_view bytes, std::size_t most) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else if (c == '\\')
      text += "\\\\";
    else if (byte < 0x20 || byte > 0x7e)
      text += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
    else
      text += c;
  }
  return bytes.size() > most ? text + "… (" + std::to_string(bytes.size()) + " bytes)" : text;
}

} // namespace signalbox::conformance
