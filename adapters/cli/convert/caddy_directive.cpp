#include "adapters/cli/convert/caddy_directive.hpp"

#include "adapters/cli/convert/password_cost.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {
namespace {

using word_list = std::vector<std::string>;

bool is_any_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* n) { return name == n; });
}

/// Without these directives clients do not reach more of the application.
bool is_harmless(const std::string& name) {
  return is_any_of(name, {"encode", "file_server", "handle_errors", "header", "log", "log_append", "log_name",
                          "log_skip", "map", "metrics", "php_fastcgi", "push", "request_header", "root", "skip_log",
                          "templates", "tracing", "uri", "vars"});
}

void put_header(std::string name, std::string value, const std::string& family, const std::string& label,
                label_draft& draft) {
  if (name.starts_with('-')) {
    name.erase(0, 1);
    value.clear();
  } else if (name.starts_with('+') || name.starts_with('?') || name.starts_with('>')) {
    draft.differs(label, "replaces the header");
    name.erase(0, 1);
  }
  if (value.find('{') != std::string::npos)
    return draft.unsupported(label, "a header's value is a fixed text");
  if (lowered(name) == "strict-transport-security" && value.starts_with("max-age="))
    return draft.set("ssl_hsts",
                     value.substr(8, value.find(';') - 8) + 's' +
                         (value.find(';') == value.npos ? "" : value.substr(value.find(';'))),
                     label);
  draft.set(family + name, value, label);
}

void put_headers(const caddy_node& node, const word_list& words, const std::string& family, label_draft& draft) {
  if (words.size() > 2)
    return draft.unsupported(node.label, "a header's value is a fixed text");
  if (!words.empty())
    put_header(words[0], words.size() > 1 ? words[1] : "", family, node.label, draft);
  for (const auto& [_, option] : node.children) {
    if (option.name == "defer")
      continue;
    const auto value = words_of(option.value);
    put_header(option.name, value.size() == 1 ? value[0] : option.value, family, option.label, draft);
  }
}

void put_basic_auth(const caddy_node& node, label_draft& draft) {
  std::string lines;
  for (const auto& [user, option] : node.children)
    if (option.value.starts_with('$') && option.value.find('\'') == std::string::npos) {
      lines += " '" + user + ':' + option.value + '\'';
      note_password_cost(user, option.value, option.label, draft);
    } else
      return draft.guard_unsupported(option.label,
                                     "its password cannot be read; make a file with htpasswd, and a secret of it");
  if (lines.empty())
    return draft.guard_unsupported(node.label, "it names no users");
  const auto secret = draft.service() + "-htpasswd";
  draft.set("basic_auth", secret, node.label);
  draft.prerequisite(node.label, "printf '%s\\n'" + lines + " | docker secret create " + secret + " -");
}

void put_encode(const caddy_node& node, const word_list& words, label_draft& draft) {
  if (std::find(words.begin(), words.end(), "gzip") == words.end())
    return draft.unsupported(node.label, "answers are compressed by gzip only");
  draft.set("gzip", "true", node.label);
  if (words.size() > 1)
    draft.differs(node.label, "answers are compressed by gzip only");
}

void put_body(const caddy_node& node, label_draft& draft) {
  for (const auto& [_, option] : node.children) {
    auto size = lowered(option.value);
    for (const std::string ending : {"ib", "b"})
      if (size.ends_with(ending))
        size.erase(size.size() - ending.size());
    if (option.name == "max_size")
      draft.set("max_body_size", size, option.label);
    else
      draft.unsupported(option.label, "there is nothing like it");
  }
}

/// Only client certificates concern requests; where certificates come from is a matter of the site.
void put_tls(const caddy_node& node, label_draft& draft) {
  for (const auto& [_, option] : node.children)
    if (option.name == "client_auth" || option.name == "import")
      draft.guard_unsupported(option.label, "clients are not asked for certificates here");
}

void put_transport(const caddy_node& node, label_draft& draft) {
  for (const auto& [_, option] : node.children)
    if (option.name == "tls" || option.name == "tls_insecure_skip_verify")
      draft.set("ssl_backend", "true", option.label);
    else
      draft.unsupported(option.label, "there is nothing like it");
}

constexpr const char* other_paths = "the application gets the path that clients ask for, so they would reach others of "
                                    "its paths";

} // namespace

bool is_block(const caddy_node& node) { return is_any_of(node.name, {"handle", "handle_path", "route"}); }

bool is_option(const caddy_node& node) {
  return !node.name.starts_with('@') && !is_any_of(node.name, {"reverse_proxy", "redir"}) && !is_block(node);
}

bool is_after_blocks(const caddy_node& node) {
  return is_any_of(node.name, {"abort", "acme_server", "copy_response", "error", "file_server", "metrics",
                               "php_fastcgi", "respond"});
}

bool leads_to_application(const caddy_node& node) {
  return node.name == "reverse_proxy" || std::any_of(node.children.begin(), node.children.end(), [](const auto& child) {
           return leads_to_application(child.second);
         });
}

void put_directive(const caddy_directive& d, label_draft& draft) {
  const auto& node = *d.node;
  const auto& name = node.name;
  if (name == "tls")
    put_tls(node, draft);
  else if (name == "header")
    put_headers(node, d.words, "response_header.", draft);
  else if (name == "request_header")
    put_headers(node, d.words, "request_header.", draft);
  else if (name == "basicauth" || name == "basic_auth")
    put_basic_auth(node, draft);
  else if (name == "encode")
    put_encode(node, d.words, draft);
  else if (name == "request_body")
    put_body(node, draft);
  else if (name == "uri" && d.words.size() == 2 && d.words[0] == "strip_prefix")
    draft.strip(d.words[1], node.label);
  else if (is_any_of(name, {"uri", "rewrite", "try_files", "method"}))
    draft.guard_unsupported(node.label, other_paths);
  else if (is_any_of(name, {"log", "log_append", "log_name", "log_skip", "skip_log", "metrics", "tracing"}))
    draft.differs(node.label, "the log and the metrics are those of the whole cluster's proxy");
  else if (name == "forward_auth")
    draft.guard_unsupported(node.label,
                            "the service that is asked has to be routed by the same cluster: give it a host, and say "
                            "com.docker.lb.forward_auth=HOST/PATH");
  else if (name == "handle_errors")
    draft.unsupported(node.label, "give the pages' service a host, and say com.docker.lb.error_pages=HOST/FOLDER");
  else if (name == "bind")
    draft.guard_unsupported(node.label, "the address may be an internal one; here a route is served on the ports that "
                                        "the cluster publishes (PublishedPort, PublishedSSLPort)");
  else if (is_harmless(name))
    draft.unsupported(node.label, "there is nothing like it");
  else
    draft.guard_unsupported(node.label, "there is nothing like it, and it may keep clients out");
}

void note_partial_directive(const caddy_directive& d, label_draft& draft) {
  const auto* why = "concerns some of the route's requests, and a label concerns all of them; a second service of the "
                    "same image can have it for a path of its own";
  const bool other_path = d.node->name == "uri" && (d.words.empty() || d.words[0] != "strip_prefix");
  if (d.node->name == "request_body" || (is_harmless(d.node->name) && !other_path))
    draft.unsupported(d.node->label, why);
  else
    draft.guard_unsupported(d.node->label, why);
}

void put_proxy_option(const caddy_node& option, label_draft& draft) {
  const auto words = words_of(option.value);
  if (option.name == "header_up")
    put_headers(option, words, "request_header.", draft);
  else if (option.name == "header_down")
    put_headers(option, words, "response_header.", draft);
  else if (option.name == "lb_policy" && !words.empty() && words[0] == "ip_hash")
    draft.set("ip_hash", "true", option.label);
  else if (option.name == "lb_policy" && words.size() > 1 && words[0] == "cookie") {
    draft.set("sticky_session_cookie", words[1], option.label);
    draft.differs(option.label, "the application has to set this cookie; Caddy did it itself");
  } else if (option.name == "lb_policy" && (words.empty() || words[0] == "random" || words[0] == "round_robin"))
    draft.differs(option.label, "tasks take turns");
  else if (option.name.starts_with("health_"))
    draft.differs(option.label, "Swarm's own health check of the service decides, and max_fails");
  else if (option.name == "transport" && !option.children.empty())
    put_transport(option, draft);
  else if (option.name == "flush_interval" || option.name.starts_with("lb_try") || option.name == "transport")
    draft.differs(option.label, "can only be set for the whole cluster");
  else if (option.name == "rewrite" || option.name == "method")
    draft.guard_unsupported(option.label, other_paths);
  else
    draft.unsupported(option.label, "there is nothing like it");
}

} // namespace signalbox
