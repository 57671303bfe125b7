#include "adapters/cli/convert/traefik_rule.hpp"

#include <cctype>
#include <stdexcept>

namespace signalbox {
namespace {

constexpr std::size_t most_terms = 256, most_depth = 32;

using terms = std::vector<rule_term>;

class rule_parser {
public:
  explicit rule_parser(const std::string& text) : text_(text) {}
  terms run() {
    auto all = any_of(false);
    if (!at_end())
      fail("something else");
    return all;
  }

private:
  [[noreturn]] void fail(const std::string& seen) const {
    throw std::runtime_error("the rule cannot be read at character " + std::to_string(at_ + 1) + ": " + seen);
  }
  bool at_end() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])))
      ++at_;
    return at_ == text_.size();
  }
  bool take(const std::string& word) {
    if (at_end() || text_.compare(at_, word.size(), word) != 0)
      return false;
    at_ += word.size();
    return true;
  }

  static terms both(const terms& a, const terms& b) {
    terms all;
    for (const auto& x : a)
      for (const auto& y : b) {
        all.push_back(x);
        all.back().insert(all.back().end(), y.begin(), y.end());
      }
    return all;
  }
  static terms either(terms a, const terms& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  terms limited(terms all) const {
    if (all.size() > most_terms)
      fail("it has too many alternatives");
    return all;
  }

  // A negation exchanges the two operators.
  terms any_of(bool negated) {
    auto left = all_of(negated);
    while (take("||"))
      left = limited(negated ? both(left, all_of(negated)) : either(left, all_of(negated)));
    return left;
  }
  terms all_of(bool negated) {
    auto left = one(negated);
    while (take("&&"))
      left = limited(negated ? either(left, one(negated)) : both(left, one(negated)));
    return left;
  }
  terms one(bool negated) {
    if (take("!"))
      return one(!negated);
    if (!take("("))
      return {{call(negated)}};
    if (++depth_ > most_depth)
      fail("it is nested too deeply");
    auto inner = any_of(negated);
    if (!take(")"))
      fail("a ) is missing");
    --depth_;
    return inner;
  }

  rule_call call(bool negated) {
    rule_call c;
    c.negated = negated;
    at_end();
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])))
      c.name += text_[at_++];
    if (c.name.empty() || !take("("))
      fail("a function is missing");
    while (!take(")")) {
      c.arguments.push_back(argument());
      if (!take(",") && !at_end() && text_[at_] != ')')
        fail("a ) is missing");
    }
    return c;
  }
  std::string argument() {
    if (at_end())
      fail("it ends too early");
    const char quote = text_[at_];
    if (quote != '`' && quote != '"' && quote != '\'')
      fail("an argument without quotes");
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string::npos)
      fail("a quote is missing");
    auto inner = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return inner;
  }

  const std::string& text_;
  std::size_t at_ = 0, depth_ = 0;
};

} // namespace

std::vector<rule_term> read_rule(const std::string& rule) { return rule_parser(rule).run(); }

} // namespace signalbox
