#include "adapters/cli/convert/traefik_redirect.hpp"

#include "messages/text/host_names.hpp"

#include <array>
#include <optional>
#include <set>

namespace signalbox {
namespace {

/// Removes the first of `words` that the text begins with. False if it begins with none.
template <std::size_t Count>
bool take(std::string& text, const std::array<const char*, Count>& words) {
  for (const std::string word : words)
    if (text.starts_with(word)) {
      text.erase(0, word.size());
      return true;
    }
  return false;
}

constexpr std::array schemes{"https?://", "http[s]?://", "(?:https?)://", "(?:http|https)://"};
constexpr std::array www{"www\\.", "(?:www\\.)"};
/// What follows the host: the path is the only group, with or without its first `/`.
constexpr std::array paths_after_slash{"/(.*)", "/(.+)?"};
constexpr std::array paths_with_slash{"(/.*)?", "(/.*)", "(.*)"};
constexpr std::array groups{"${1}", "$1"};

/// The rest of `^https?://www\.(.+)`: any host, and the path.
bool is_any_host(std::string rest) {
  if (rest.ends_with('$'))
    rest.pop_back();
  return rest == "(.+)" || rest == "(.*)";
}

/// `example\.com/(.*)`: the host before the path, which is the first group; none for any other expression.
std::optional<std::string> host_before_path(const std::string& expression, bool& path_has_slash) {
  std::string host;
  std::size_t at = 0;
  for (; at < expression.size() && expression[at] != '/' && expression[at] != '('; ++at)
    if (expression[at] != '\\')
      host += expression[at];
    else if (at + 1 == expression.size() || expression[at + 1] != '.')
      return {};
  auto rest = expression.substr(at);
  if (rest.ends_with('$'))
    rest.pop_back();
  const bool after = take(rest, paths_after_slash);
  path_has_slash = !after;
  if (!after && !take(rest, paths_with_slash))
    return {};
  return rest.empty() && is_host_name(host) ? std::optional(host) : std::nullopt;
}

/// `https://example.com/${1}`: the part before the path; none if the replacement is not that.
std::optional<std::string> target_of(const std::string& replacement, bool path_has_slash) {
  for (const std::string group : groups) {
    const auto ending = (path_has_slash ? "" : "/") + group;
    if (replacement.ends_with(ending) && replacement.find('$') == replacement.size() - group.size())
      return replacement.substr(0, replacement.size() - ending.size());
  }
  return {};
}

std::set<std::string> whole_hosts(label_draft& draft) {
  std::set<std::string> hosts;
  for (const auto& at : draft.places())
    if (at.path == "/" && is_host_name(at.host))
      hosts.insert(at.host);
  return hosts;
}

/// Whether the expression is one of the known ones; then the redirects are added.
bool put_known(const std::string& regex, const std::string& replacement, const std::string& status,
               const std::string& foreign, label_draft& draft) {
  auto rest = regex;
  if (rest.starts_with('^'))
    rest.erase(0, 1);
  if (!take(rest, schemes))
    return false;
  auto after_www = rest;
  if (take(after_www, www) && is_any_host(after_www)) {
    if (replacement != "https://${1}" && replacement != "https://$1" && replacement != "http://${1}" &&
        replacement != "http://$1")
      return false;
    const auto scheme = replacement.substr(0, replacement.find("://") + 3);
    for (const auto& host : whole_hosts(draft))
      if (host.starts_with("www."))
        draft.redirect(host, scheme + host.substr(4), status, foreign);
    return true;
  }
  bool path_has_slash = false;
  const auto host = host_before_path(rest, path_has_slash);
  const auto target = host ? target_of(replacement, path_has_slash) : std::nullopt;
  if (!target)
    return false;
  if (whole_hosts(draft).contains(*host))
    draft.redirect(*host, *target, status, foreign);
  return true;
}

} // namespace

void put_redirect_regex(const foreign_options& options, label_draft& draft) {
  const auto* regex = find(options, "redirectregex.regex");
  const auto* replacement = find(options, "redirectregex.replacement");
  const auto* permanent = find(options, "redirectregex.permanent");
  const auto status = permanent && permanent->value == "true" ? "301" : "302";
  if (!regex || !replacement || !put_known(regex->value, replacement->value, status, regex->label, draft))
    draft.unsupported((regex ? *regex : options.begin()->second).label,
                      "only a whole host can be redirected, to another one, with the path of the request; requests "
                      "that were redirected reach the application");
}

} // namespace signalbox
