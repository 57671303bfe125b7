#include "messages/problem.hpp"

namespace signalbox {

std::string to_string(const problem& p) {
  std::string text;
  if (!p.service.empty())
    text = "service " + p.service + ": ";
  text += p.where + ": " + p.what;
  return p.hint.empty() ? text : text + " (" + p.hint + ')';
}

std::string printable(const std::string& raw, std::size_t limit) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned char c : raw.substr(0, limit)) {
    if (c >= 0x20 && c < 0x7f)
      text += static_cast<char>(c);
    else
      text += {'\\', 'x', digits[c >> 4], digits[c & 15]};
  }
  return raw.size() > limit ? text + "… (" + std::to_string(raw.size()) + " bytes)" : text;
}

} // namespace signalbox
