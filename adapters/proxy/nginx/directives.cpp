#include "adapters/proxy/nginx/directives.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {
namespace {

/// As in nginx, quotes and comments count only at the start of a word, and `${name}` is not a block.
class scanner {
public:
  explicit scanner(std::string_view text) : text_(text) {}

  directive_scan run() {
    while (at_ < text_.size() && scan_.error.empty())
      step(text_[at_]);
    if (scan_.error.empty() && depth_ > 0)
      scan_.error = "a '{' is not closed";
    scan_.open = in_directive_;
    return std::move(scan_);
  }

private:
  void step(char c) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')
      scan_.error = "a control character is in it";
    else if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
      ++at_;
    else if (c == '#')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (c == ';')
      end_directive();
    else if (c == '{')
      open_block();
    else if (c == '}')
      close_block();
    else
      read_word();
  }

  void end_directive() {
    if (!in_directive_)
      scan_.error = "a ';' has nothing in front of it";
    in_directive_ = false;
    ++at_;
  }

  void open_block() {
    if (!in_directive_)
      scan_.error = "a '{' has nothing in front of it";
    in_directive_ = false;
    scan_.has_blocks = true;
    ++depth_;
    ++at_;
  }

  void close_block() {
    if (in_directive_)
      scan_.error = "a ';' is missing in front of a '}'";
    else if (depth_ == 0)
      scan_.error = "a '}' closes nothing";
    --depth_;
    ++at_;
  }

  void read_word() {
    const auto from = at_;
    if (text_[at_] == '"' || text_[at_] == '\'')
      skip_quoted();
    else
      skip_plain();
    if (!in_directive_ && depth_ == 0)
      scan_.names.emplace_back(text_.substr(from, at_ - from));
    in_directive_ = true;
    scan_.end = at_;
  }

  void skip_quoted() {
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote)
      at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size())
      scan_.error = std::string("a quote ") + quote + " is not closed";
    at_ = std::min(at_ + 1, text_.size());
  }

  void skip_plain() {
    for (bool variable = false; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\')
        ++at_;
      else if (variable && c == '{')
        continue;
      else if (static_cast<unsigned char>(c) <= ' ' || c == ';' || c == '{')
        break;
      variable = c == '$';
    }
    at_ = std::min(at_, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_directive_ = false;
  directive_scan scan_;
};

} // namespace

directive_scan scan_directives(std::string_view text) { return scanner(text).run(); }

} // namespace signalbox
