// The hosts and paths that a rule stands for.
#include "adapters/cli/convert/traefik_rule.hpp"

#include "messages/text/host_names.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <iterator>

namespace signalbox {
namespace {

std::string shown(const rule_call& c) {
  std::string text = (c.negated ? "!" : "") + c.name + '(';
  for (const auto& a : c.arguments)
    text += (text.back() == '(' ? "`" : ", `") + a + '`';
  return text + ')';
}

constexpr const char* only_places = "only hosts and paths choose a service here";

/// The part of a v2 expression between `{` and `}`, without its name: `.+` of `{sub:.+}`.
std::string inner_expression(const std::string& braces) {
  const auto colon = braces.find(':');
  return colon == std::string::npos ? "" : braces.substr(colon + 1);
}

/// Expressions that match every part of a host name.
constexpr const char* any_part[] = {".+", ".*", "[^.]+", "[^\\.]+", "[a-z0-9-]+", "[a-zA-Z0-9-]+", "[a-z0-9\\-]+"};

bool is_any_part(const std::string& expression) {
  return std::find(std::begin(any_part), std::end(any_part), expression) != std::end(any_part);
}

/// Reads terms: the hosts and paths that satisfy their calls.
class term_reader {
public:
  explicit term_reader(rule_meaning& into) : into_(into) {}

  void read(const rule_term& term) {
    bool whole = true;
    for (const auto& c : term)
      if (const auto why = take(c); !why.empty()) {
        into_.unsupported.push_back(shown(c) + ": " + why);
        whole = false;
      }
    if (paths_.empty())
      paths_.push_back("/");
    if (hosts_.empty())
      hosts_.emplace_back();
    std::set<place> here;
    for (const auto& h : hosts_)
      for (const auto& p : paths_)
        here.insert({h, p});
    if (whole && exact_.empty())
      into_.places.merge(here);
    else if (whole)
      exact_places_.push_back({exact_, std::move(here)});
    else
      into_.partial.merge(here);
    hosts_.clear();
    paths_.clear();
    exact_.clear();
  }

  /// Exact paths are expressed only where another term has all that is below them.
  void finish() {
    for (auto& [text, places] : exact_places_) {
      std::erase_if(places, [this](const place& at) { return into_.places.contains(at); });
      if (places.empty())
        continue;
      into_.unsupported.push_back(text + ": a path is served with all that is below it here");
      into_.partial.merge(places);
    }
  }

private:
  /// Returns why the call cannot be expressed; empty if it can.
  std::string take(const rule_call& c) {
    if (c.negated || c.arguments.empty())
      return only_places;
    if (c.name == "Host" || c.name == "HostHeader" || c.name == "HostSNI")
      return take_hosts(c);
    if (c.name == "HostRegexp")
      return take_expressions(c);
    if (c.name != "PathPrefix" && c.name != "Path")
      return only_places;
    std::vector<std::string> paths;
    for (const auto& a : c.arguments) {
      const auto path = plain_path(a);
      if (!path)
        return "is not a plain path";
      paths.push_back(*path);
      if (c.name == "PathPrefix" && *path != "/")
        into_.differs.push_back(shown(c) + ": matches whole parts of a path here, so " +
                                (a.ends_with('/') ? *path + ", too" : "not " + *path + 'x'));
    }
    if (c.name == "Path")
      exact_ = shown(c);
    return only_one(paths_, paths);
  }

  std::string take_hosts(const rule_call& c) {
    std::vector<std::string> hosts;
    for (const auto& a : c.arguments) {
      hosts.push_back(lowered(a));
      if (a.empty() || a.find('*') != std::string::npos) // is no wildcard in this call
        return "is not the name of a host";
    }
    return only_one(hosts_, hosts);
  }

  std::string take_expressions(const rule_call& c) {
    std::vector<std::string> hosts;
    for (const auto& a : c.arguments) {
      if (matches_all(a)) {
        hosts.emplace_back();
        continue;
      }
      hosts.push_back(host_pattern_of(a));
      if (hosts.back().empty())
        return "hosts are names, or all names below one, here";
      if (hosts.back().starts_with("*."))
        into_.differs.push_back(shown(c) + ": becomes " + hosts.back() + ", all names below it");
    }
    return only_one(hosts_, hosts);
  }

  static bool matches_all(std::string expression) {
    if (expression.starts_with('{') && expression.ends_with('}'))
      expression = inner_expression(expression.substr(1, expression.size() - 2));
    for (const auto* all : {".+", ".*", "^.+$", "^.*$"})
      if (expression == all)
        return true;
    return false;
  }

  /// Fails for a second call of the same kind, because both would have to hold.
  static std::string only_one(std::vector<std::string>& into, const std::vector<std::string>& values) {
    if (!into.empty())
      return "two conditions of this kind cannot hold at the same time here";
    into = values;
    return {};
  }

  rule_meaning& into_;
  std::vector<std::string> hosts_, paths_;
  std::string exact_; ///< the call of an exact path in this term
  std::vector<std::pair<std::string, std::set<place>>> exact_places_;
};

} // namespace

rule_meaning meaning_of(const std::vector<rule_term>& rule) {
  rule_meaning meaning;
  term_reader reader(meaning);
  for (const auto& term : rule)
    reader.read(term);
  reader.finish();
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
    if (end == std::string::npos || rest.find('{', 1) != std::string::npos ||
        !is_any_part(inner_expression(rest.substr(1, end - 1))))
      return {};
    rest = rest.substr(end + 2);
    start = "*.";
  } else
    for (const std::string any : any_part)
      if (rest.starts_with(any + "\\.")) {
        rest.erase(0, any.size() + 2);
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
