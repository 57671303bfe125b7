#include "adapters/proxy/haproxy/haproxy_writer.hpp"

#include <algorithm>

namespace signalbox {

namespace {
constexpr std::size_t words_a_line = 48;
} // namespace

void haproxy_writer::section(std::string_view header) { text_.append("\n").append(header).append("\n"); }

void haproxy_writer::section(std::string_view header, std::string_view whose) {
  text_.append("\n# ").append(whose).append("\n").append(header).append("\n");
}

void haproxy_writer::put(std::string_view line) { text_.append("  ").append(line).append("\n"); }

void haproxy_writer::put(std::string_view line, std::string_view condition) {
  text_.append("  ").append(line).append(condition.empty() ? "" : " ").append(condition).append("\n");
}

void haproxy_writer::comment(std::string_view text) { text_.append("  # ").append(text).append("\n"); }

void haproxy_writer::put_all(std::string_view keyword, const std::vector<std::string>& words) {
  for (std::size_t from = 0; from < words.size(); from += words_a_line) {
    std::string line(keyword);
    for (auto i = from; i < std::min(words.size(), from + words_a_line); ++i)
      line += ' ' + words[i];
    put(line);
  }
}

void haproxy_writer::raw(std::string_view lines) { text_.append(lines); }

std::string in_format(std::string_view value) {
  std::string text = "\"";
  for (const char c : value)
    text += c == '"' ? "\\\"" : c == '%' ? "%%" : std::string(1, c);
  return text + '"';
}

} // namespace signalbox
