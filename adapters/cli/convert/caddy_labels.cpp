// Converts labels of caddy-docker-proxy 2, where each label is a directive of a Caddyfile.
#include "adapters/cli/convert/caddy_site.hpp"
#include "adapters/cli/convert/conversion.hpp"
#include "adapters/cli/convert/label_draft.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {
namespace {

/// The position of a directive: the path it applies to, and whether that path is stripped.
struct context {
  std::string path = "/";
  bool strips = false;
};

class caddy_reader {
public:
  explicit caddy_reader(const foreign_service& service) : service_(service), draft_(service.name) {}

  conversion read(const std::map<std::string, caddy_node>& sites, const convert_options& options) {
    bool any = false;
    for (const auto& [_, site] : sites)
      if (site.value.empty() || site.value.starts_with('('))
        draft_.unsupported(site.label, "is about Caddy itself, or a part of other sites");
      else
        any = read_site(site);
    if (!any)
      return draft_.leave();
    if (const auto network = service_.labels.find("caddy_ingress_network"); network != service_.labels.end())
      draft_.set("network", network->second, network->first);
    return draft_.finish(options);
  }

private:
  bool read_site(const caddy_node& site) {
    site_ = addresses_of(site.value);
    for (const auto& a : site_) {
      if (!a.port.empty() && a.port != "80" && a.port != "443")
        draft_.differs(site.label,
                       "port " + a.port + ": which ports are published is said once, for the whole cluster");
      if (a.plain)
        continue;
      draft_.serve_https();
      draft_.send_on_to_https();
    }
    matchers_.clear();
    for (const auto& [_, node] : site.children)
      if (node.name.starts_with('@'))
        matchers_[node.name] = path_of_matcher(node);
    for (const auto& [_, node] : site.children)
      if (!node.name.starts_with('@'))
        directive(node, {});
    return true;
  }

  /// `@api=path /api/*` or `@api.path=/api/*`; empty for any other matcher.
  static std::string path_of_matcher(const caddy_node& node) {
    auto words = words_of(node.value);
    if (words.size() == 2 && words[0] == "path" && node.children.empty())
      return words[1];
    if (words.empty() && node.children.size() == 1 && node.children.begin()->second.name == "path")
      return node.children.begin()->second.value;
    return {};
  }

  /// Removes a leading matcher from the words. False: the matcher is more than a path.
  bool narrow(std::vector<std::string>& words, context& c) const {
    if (words.empty() || (words[0] != "*" && words[0][0] != '/' && words[0][0] != '@'))
      return true;
    auto path = words[0];
    words.erase(words.begin());
    if (path[0] == '@') {
      const auto found = matchers_.find(path);
      path = found == matchers_.end() ? "" : found->second;
    }
    if (path == "*" || path == "/*")
      return true;
    if (path.ends_with('*'))
      path.pop_back();
    const auto plain = plain_path(path);
    if (!plain || path.find('*') != std::string::npos)
      return false;
    c.path = *plain;
    return true;
  }

  void directive(const caddy_node& node, context c) {
    auto words = words_of(node.value);
    const bool fits = narrow(words, c);
    if (node.name == "reverse_proxy" || node.name == "handle" || node.name == "handle_path" || node.name == "route") {
      if (!fits)
        return draft_.unsupported(node.label, "only a path chooses a service here");
      c.strips = c.strips || node.name == "handle_path";
      if (node.name == "reverse_proxy")
        return reverse_proxy(node, words, c);
      for (const auto& [_, inner] : node.children)
        directive(inner, c);
      return;
    }
    if (!fits || c.path != "/")
      draft_.differs(node.label, "holds for all of the service's hosts and paths here");
    plain_directive(node, words);
  }

  void plain_directive(const caddy_node& node, const std::vector<std::string>& words) {
    const auto& name = node.name;
    if (name == "tls")
      draft_.serve_https();
    else if (name == "redir")
      redirect(node, words);
    else if (name == "header")
      headers(node, words, "response_header.");
    else if (name == "basicauth" || name == "basic_auth")
      basic_auth(node);
    else if (name == "encode")
      encode(node, words);
    else if (name == "request_body")
      body(node);
    else if (name == "uri" && words.size() == 2 && words[0] == "strip_prefix")
      draft_.strip(words[1], node.label);
    else if (name == "log")
      draft_.differs(node.label, "the log is that of the whole cluster's proxy");
    else if (name == "forward_auth")
      draft_.guard_unsupported(node.label,
                               "the service that is asked has to be routed by the same cluster: give it a host, "
                               "and say com.docker.lb.forward_auth=HOST/PATH");
    else if (name == "file_server" || name == "root" || name == "php_fastcgi" || name == "rewrite" || name == "uri" ||
             name == "metrics" || name == "vars" || name == "bind")
      draft_.unsupported(node.label, "there is nothing like it");
    else
      draft_.guard_unsupported(node.label, "there is nothing like it, and it may keep clients out");
  }

  /// `{{upstreams}}`, `{{upstreams 80}}`, `{{upstreams https 443}}`
  bool upstreams(const std::string& word, const std::string& label) {
    if (!word.starts_with("{{") || !word.ends_with("}}"))
      return false;
    auto parts = words_of(word.substr(2, word.size() - 4));
    if (parts.empty() || parts[0] != "upstreams")
      return false;
    parts.erase(parts.begin());
    const bool https = !parts.empty() && parts[0] == "https";
    if (https)
      draft_.set("ssl_backend", "true", label);
    if (!parts.empty() && (https || parts[0] == "http"))
      parts.erase(parts.begin());
    draft_.set("port", parts.empty() ? (https ? "443" : "80") : parts[0], label);
    return true;
  }

  void reverse_proxy(const caddy_node& node, const std::vector<std::string>& words, const context& c) {
    const auto to = node.children.find("to");
    const auto target = to != node.children.end() && words.empty() ? words_of(to->second.value) : words;
    if (target.size() != 1 || !upstreams(target[0], node.label))
      return draft_.unsupported(node.label, "requests go to the service's own tasks only");
    for (const auto& a : site_)
      draft_.serve(a.host, c.path);
    if (c.strips)
      draft_.strip(c.path, node.label);
    for (const auto& [_, option] : node.children)
      if (option.name != "to")
        proxy_option(option);
  }

  void proxy_option(const caddy_node& option) {
    const auto words = words_of(option.value);
    if (option.name == "header_up")
      headers(option, words, "request_header.");
    else if (option.name == "header_down")
      headers(option, words, "response_header.");
    else if (option.name == "lb_policy" && !words.empty() && words[0] == "ip_hash")
      draft_.set("ip_hash", "true", option.label);
    else if (option.name == "lb_policy" && words.size() > 1 && words[0] == "cookie") {
      draft_.set("sticky_session_cookie", words[1], option.label);
      draft_.differs(option.label, "the application has to set this cookie; Caddy did it itself");
    } else if (option.name == "lb_policy" && (words.empty() || words[0] == "random" || words[0] == "round_robin"))
      draft_.differs(option.label, "tasks take turns");
    else if (option.name.starts_with("health_"))
      draft_.differs(option.label, "Swarm's own health check of the service decides, and max_fails");
    else if (option.name == "transport" && !option.children.empty())
      transport(option);
    else if (option.name == "flush_interval" || option.name.starts_with("lb_try") || option.name == "transport")
      draft_.differs(option.label, "can only be set for the whole cluster");
    else
      draft_.unsupported(option.label, "there is nothing like it");
  }

  void transport(const caddy_node& node) {
    for (const auto& [_, option] : node.children)
      if (option.name == "tls" || option.name == "tls_insecure_skip_verify")
        draft_.set("ssl_backend", "true", option.label);
      else
        draft_.unsupported(option.label, "there is nothing like it");
  }

  void one_header(std::string name, std::string value, const std::string& family, const std::string& label) {
    if (name.starts_with('-')) {
      name.erase(0, 1);
      value.clear();
    } else if (name.starts_with('+') || name.starts_with('?') || name.starts_with('>')) {
      draft_.differs(label, "replaces the header");
      name.erase(0, 1);
    }
    if (value.find('{') != std::string::npos)
      return draft_.unsupported(label, "a header's value is a fixed text");
    if (lowered(name) == "strict-transport-security" && value.starts_with("max-age="))
      return draft_.set("ssl_hsts",
                        value.substr(8, value.find(';') - 8) + 's' +
                            (value.find(';') == value.npos ? "" : value.substr(value.find(';'))),
                        label);
    draft_.set(family + name, value, label);
  }

  void headers(const caddy_node& node, const std::vector<std::string>& words, const std::string& family) {
    if (words.size() > 2)
      return draft_.unsupported(node.label, "a header's value is a fixed text");
    if (!words.empty())
      one_header(words[0], words.size() > 1 ? words[1] : "", family, node.label);
    for (const auto& [_, option] : node.children) {
      const auto value = words_of(option.value);
      one_header(option.name, value.size() == 1 ? value[0] : option.value, family, option.label);
    }
  }

  void basic_auth(const caddy_node& node) {
    std::string lines;
    for (const auto& [user, option] : node.children)
      if (option.value.starts_with('$') && option.value.find('\'') == std::string::npos)
        lines += " '" + user + ':' + option.value + '\'';
      else
        return draft_.guard_unsupported(option.label,
                                        "its password cannot be read; make a file with htpasswd, and a secret of it");
    const auto secret = draft_.service() + "-htpasswd";
    draft_.set("basic_auth", secret, node.label);
    draft_.prerequisite(node.label, "printf '%s\\n'" + lines + " | docker secret create " + secret + " -");
  }

  void encode(const caddy_node& node, const std::vector<std::string>& words) {
    if (std::find(words.begin(), words.end(), "gzip") == words.end())
      return draft_.unsupported(node.label, "answers are compressed by gzip only");
    draft_.set("gzip", "true", node.label);
    if (words.size() > 1)
      draft_.differs(node.label, "answers are compressed by gzip only");
  }

  void body(const caddy_node& node) {
    for (const auto& [_, option] : node.children) {
      auto size = lowered(option.value);
      for (const std::string ending : {"ib", "b"})
        if (size.ends_with(ending))
          size.erase(size.size() - ending.size());
      if (option.name == "max_size")
        draft_.set("max_body_size", size, option.label);
      else
        draft_.unsupported(option.label, "there is nothing like it");
    }
  }

  /// `redir TO [CODE]`, for the whole site only.
  void redirect(const caddy_node& node, const std::vector<std::string>& words) {
    if (words.empty() || words.size() > 2)
      return draft_.unsupported(node.label, "only a whole host can be redirected");
    auto to = words[0];
    if (to == "https://{host}{uri}")
      return draft_.send_on_to_https();
    if (to.ends_with("{uri}"))
      to.erase(to.size() - 5);
    else
      draft_.differs(node.label, "the requested path is appended to the target");
    const auto code = words.size() == 1 || words[1] == "temporary" ? "302" : words[1] == "permanent" ? "301" : words[1];
    std::string pairs;
    for (const auto& a : site_) {
      pairs += (pairs.empty() ? "" : ";") + a.host + ',' + to + ',' + code;
      draft_.serve(a.host, "/");
    }
    draft_.set("redirects", pairs, node.label);
  }

  const foreign_service& service_;
  label_draft draft_;
  std::vector<caddy_address> site_;
  std::map<std::string, std::string> matchers_; ///< path by name; empty: not a path
};

} // namespace

conversions convert_caddy(const std::vector<foreign_service>& services, const convert_options& options) {
  conversions made;
  for (const auto& s : services)
    if (const auto sites = read_caddy_labels(s.labels); !sites.empty())
      made.push_back(caddy_reader{s}.read(sites, options));
  return made;
}

} // namespace signalbox
