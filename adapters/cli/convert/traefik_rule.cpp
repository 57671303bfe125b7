#include "adapters/cli/convert/traefik_rule.hpp"

#include "messages/text/host_names.hpp"
#include "messages/text/value_grammars.hpp"

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

std::string shown(const rule_call& c) {
  std::string text = (c.negated ? "!" : "") + c.name + '(';
  for (const auto& a : c.arguments)
    text += (text.back() == '(' ? "`" : ", `") + a + '`';
  return text + ')';
}

/// Reads one term: the hosts and paths that satisfy its calls.
class term_reader {
public:
  explicit term_reader(rule_meaning& into) : into_(into) {}

  void read(const rule_term& term) {
    for (const auto& c : term)
      if (!take(c)) {
        into_.unsupported.push_back(shown(c) + ": only hosts and paths choose a service here");
        return;
      }
    if (paths_.empty())
      paths_.push_back("/");
    if (hosts_.empty())
      hosts_.emplace_back();
    for (const auto& h : hosts_)
      for (const auto& p : paths_)
        into_.places.emplace(h, p);
  }

private:
  bool take(const rule_call& c) {
    if (c.negated || c.arguments.empty())
      return false;
    if (c.name == "Host" || c.name == "HostHeader" || c.name == "HostSNI")
      return only_one(hosts_, c.arguments);
    if (c.name == "HostRegexp")
      return take_expressions(c);
    if (c.name != "PathPrefix" && c.name != "Path")
      return false;
    std::vector<std::string> paths;
    for (const auto& a : c.arguments) {
      const auto path = plain_path(a);
      if (!path)
        return false;
      paths.push_back(*path);
      if (c.name == "Path")
        into_.differs.push_back(shown(c) + ": what is below " + *path + " is served, too");
      else if (*path != "/")
        into_.differs.push_back(shown(c) + ": matches whole parts of a path here, so not " + *path + "x");
    }
    return only_one(paths_, paths);
  }

  bool take_expressions(const rule_call& c) {
    std::vector<std::string> hosts;
    for (const auto& a : c.arguments) {
      if (matches_all(a)) {
        hosts.emplace_back();
        continue;
      }
      hosts.push_back(host_pattern_of(a));
      if (hosts.back().empty())
        return false;
      if (hosts.back().starts_with("*."))
        into_.differs.push_back(shown(c) + ": becomes " + hosts.back() + ", all names below it");
    }
    return only_one(hosts_, hosts);
  }

  static bool matches_all(const std::string& expression) {
    for (const auto* all : {".+", ".*", "^.+$", "^.*$", "{any:.+}", "{any:.*}", "{host:.+}", "{catchall:.*}"})
      if (expression == all)
        return true;
    return false;
  }

  /// Fails for a second call of the same kind, because both would have to hold.
  static bool only_one(std::vector<std::string>& into, const std::vector<std::string>& values) {
    if (!into.empty())
      return false;
    into = values;
    return true;
  }

  rule_meaning& into_;
  std::vector<std::string> hosts_, paths_;
};

} // namespace

std::vector<rule_term> read_rule(const std::string& rule) { return rule_parser(rule).run(); }

rule_meaning meaning_of(const std::vector<rule_term>& rule) {
  rule_meaning meaning;
  for (const auto& term : rule)
    term_reader(meaning).read(term);
  return meaning;
}

std::string host_pattern_of(const std::string& expression) {
  auto rest = expression;
  if (rest.starts_with('^'))
    rest.erase(0, 1);
  if (rest.ends_with('$'))
    rest.pop_back();
  std::string start;
  if (rest.starts_with('{')) {
    const auto end = rest.find("}.");
    if (end == std::string::npos || rest.find('{', 1) != std::string::npos)
      return {};
    rest = rest.substr(end + 2);
    start = "*.";
  } else
    for (const std::string any :
         {".+\\.", ".*\\.", "[^.]+\\.", "[^\\.]+\\.", "[a-z0-9-]+\\.", "[a-zA-Z0-9-]+\\.", "[a-z]+\\.", "\\w+\\."})
      if (rest.starts_with(any)) {
        rest.erase(0, any.size());
        start = "*.";
        break;
      }
  std::string name = start;
  for (std::size_t i = 0; i < rest.size(); ++i)
    if (rest[i] != '\\' || i + 1 == rest.size() || rest[i + 1] != '.')
      name += rest[i];
  return is_host_pattern(name) ? name : "";
}

} // namespace signalbox
