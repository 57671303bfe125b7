#include "tests/http/case_text.hpp"

#include "tests/http/message.hpp"

namespace signalbox::conformance {
namespace {

std::string lines_of(const std::vector<step>& steps, const std::string& mark) {
  std::string text;
  for (const auto& one : steps)
    if (one.what == step::action::pause)
      text += mark + "@pause " + std::to_string(one.time.count()) + "ms\n";
    else if (one.what != step::action::send)
      text += mark + (one.what == step::action::close ? "@close\n" : "@finish\n");
    else
      for (std::size_t at = 0; at < one.bytes.size();) {
        const auto end = one.bytes.find("\r\n", at);
        const auto line = one.bytes.substr(at, end == std::string::npos ? end : end - at);
        text += mark + ' ' + printable(line, line.size()) + (end == std::string::npos ? "\\\n" : "\n");
        at = end == std::string::npos ? one.bytes.size() : end + 2;
      }
  return text;
}

} // namespace

std::string case_text(const test_case& what) {
  std::string text = "case " + what.subject + ' ' + what.name + '\n';
  for (const auto& one : what.exchanges) {
    if (one.over != transport::plain)
      text += (one.over == transport::tls ? "over tls " : "over h2 ") + one.server_name + '\n';
    text += lines_of(one.request, ">") + lines_of(one.answer, "<");
    for (const auto& line : one.expected)
      text += "expect " + line.text + '\n';
    if (!one.follow)
      text += "alone\n";
  }
  return text;
}

} // namespace signalbox::conformance
