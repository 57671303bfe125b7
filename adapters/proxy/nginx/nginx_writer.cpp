#include "adapters/proxy/nginx/nginx_writer.hpp"

#include <algorithm>

namespace signalbox {

std::string in_regex(std::string_view text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '.' || c == '+' ? std::string{'\\', c} : std::string(1, c);
  return escaped;
}

std::string variable_of(std::string header) {
  std::replace(header.begin(), header.end(), '-', '_');
  return header;
}

void nginx_writer::put(std::string_view name, std::string_view value) {
  if (!left_out_.contains(std::string(name)))
    indent().append(name).append(" ").append(value).append(";\n");
}

void nginx_writer::since(std::string_view version, std::string_view name, std::string_view value) {
  if (!left_out_.contains(std::string(name)))
    indent().append("#@").append(version).append(" ").append(name).append(" ").append(value).append(";\n");
}

void nginx_writer::comment(std::string_view text) { indent().append("# ").append(text).append("\n"); }

void nginx_writer::line(std::string_view directive) { indent().append(directive).append(";\n"); }

void nginx_writer::open(std::string_view header) {
  indent().append(header).append(" {\n");
  ++level_;
}

void nginx_writer::close() {
  --level_;
  indent().append("}\n");
}

void nginx_writer::raw(std::string_view lines) { text_.append(lines); }

} // namespace signalbox
