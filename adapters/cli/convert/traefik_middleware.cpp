#include "adapters/cli/convert/traefik_middleware.hpp"

#include "adapters/cli/convert/password_cost.hpp"
#include "adapters/cli/convert/traefik_redirect.hpp"
#include "messages/text/value_grammars.hpp"

#include <charconv>
#include <functional>
#include <set>

namespace signalbox {
namespace {

using kind_reader = void (*)(const foreign_options&, label_draft&, const std::string& name);

/// The part before the first dot.
std::string type_of(const std::string& option) { return option.substr(0, option.find('.')); }

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(n) : std::nullopt;
}

/// Adds an `unsupported` note for each option that is not in `known`.
void rest_is_unsupported(const foreign_options& options, const std::set<std::string>& known, label_draft& draft) {
  for (const auto& [key, v] : options)
    if (!known.contains(key))
      draft.unsupported(v.label, "there is nothing like it");
}

void strip_prefix(const foreign_options& options, label_draft& draft, const std::string&) {
  for (const auto& [key, v] : options)
    if (key.starts_with("stripprefix.prefixes"))
      for (const auto part : split(v.value, ','))
        draft.strip(plain_path(part).value_or(std::string(part)), v.label, true);
    else
      draft.differs(v.label, "has no effect here");
}

void redirect_scheme(const foreign_options& options, label_draft& draft, const std::string&) {
  const auto* scheme = find(options, "redirectscheme.scheme");
  if (!scheme || scheme->value != "https") {
    draft.lead_elsewhere();
    return draft.unsupported(scheme ? scheme->label : options.begin()->second.label, "only HTTPS can be redirected to");
  }
  if (const auto* port = find(options, "redirectscheme.port"); port && port->value != "443")
    draft.differs(port->label, "the port is that which the cluster publishes: PublishedSSLPort");
}

/// `average` requests in `period`, by default a second.
void rate_limit(const foreign_options& options, label_draft& draft, const std::string&) {
  const auto* average = find(options, "ratelimit.average");
  const auto* burst = find(options, "ratelimit.burst");
  const auto* period = find(options, "ratelimit.period");
  const auto n = average ? number(average->value) : std::nullopt;
  auto seconds = period ? span_of_time(period->value) : std::optional(whole_seconds(1));
  if (!n || *n == 0 || !seconds)
    return draft.unsupported((average ? *average : options.begin()->second).label,
                             "only whole numbers of requests a second are supported");
  const auto count = static_cast<std::uint64_t>(seconds->count());
  if (*n % count != 0)
    draft.differs(average->label, "is rounded up to whole requests a second");
  auto text = std::to_string((*n + count - 1) / count) + "r/s";
  if (burst && number(burst->value).value_or(0) > 0)
    text += " burst=" + burst->value;
  draft.set("rate_limit", text, average->label);
  rest_is_unsupported(options, {"ratelimit.average", "ratelimit.burst", "ratelimit.period"}, draft);
}

void allow_list(const foreign_options& options, label_draft& draft, const std::string&) {
  for (const auto& [key, v] : options)
    if (key.ends_with("list.sourcerange"))
      draft.set("allow_from", v.value, v.label);
    else if (key.ends_with("list.rejectstatuscode"))
      draft.differs(v.label, "other clients get 403");
    else
      draft.guard_unsupported(v.label, "clients are known here by the address that they connect from");
}

void basic_auth(const foreign_options& options, label_draft& draft, const std::string& name) {
  const auto* users = find(options, "basicauth.users");
  if (!users) {
    for (const auto& [_, v] : options)
      draft.guard_unsupported(v.label,
                              "put the file's lines into a Swarm secret, and name it: com.docker.lb.basic_auth=SECRET");
    return;
  }
  const auto secret = name + "-htpasswd";
  std::string lines;
  for (const auto part : split(users->value, ',')) {
    if (const auto colon = part.find(':'); colon != part.npos)
      note_password_cost(std::string(part.substr(0, colon)), std::string(part.substr(colon + 1)), users->label, draft);
    lines += ' ' + std::string("'") + std::string(part) + '\'';
  }
  if (lines.find("''") != std::string::npos || users->value.find('\'') != std::string::npos)
    return draft.guard_unsupported(users->label, "its users cannot be read");
  draft.set("basic_auth", secret, users->label);
  draft.prerequisite(users->label, "printf '%s\\n'" + lines + " | docker secret create " + secret + " -");
  for (const auto& [key, v] : options)
    if (key == "basicauth.removeheader" || key == "basicauth.headerfield" || key == "basicauth.realm")
      draft.differs(v.label, "there is nothing like it");
}

struct fixed_header {
  const char *option, *when, *header, *value;
};

constexpr fixed_header security_headers[] = {
    {"framedeny", "true", "X-Frame-Options", "DENY"},
    {"contenttypenosniff", "true", "X-Content-Type-Options", "nosniff"},
    {"browserxssfilter", "true", "X-XSS-Protection", "1; mode=block"},
    {"customframeoptionsvalue", "", "X-Frame-Options", ""},
    {"referrerpolicy", "", "Referrer-Policy", ""},
    {"permissionspolicy", "", "Permissions-Policy", ""},
    {"contentsecuritypolicy", "", "Content-Security-Policy", ""},
};

bool put_security_header(const std::string& option, const foreign_value& v, label_draft& draft) {
  for (const auto& h : security_headers)
    if (option == h.option) {
      if (std::string(h.when).empty() || v.value == h.when)
        draft.set("response_header." + std::string(h.header), *h.value ? h.value : v.value, v.label);
      return true;
    }
  return false;
}

/// The original spelling of a header's name: the keys of options are in lower case.
std::string last_part(const std::string& label) { return label.substr(label.rfind('.') + 1); }

void put_hsts(const foreign_options& options, label_draft& draft) {
  const auto* seconds = find(options, "headers.stsseconds");
  if (!seconds || seconds->value == "0")
    return;
  auto text = seconds->value + 's';
  for (const auto& [key, word] :
       {std::pair{"headers.stsincludesubdomains", "; includeSubDomains"}, std::pair{"headers.stspreload", "; preload"}})
    if (const auto* on = find(options, key); on && on->value == "true")
      text += word;
  draft.set("ssl_hsts", text, seconds->label);
}

void headers(const foreign_options& options, label_draft& draft, const std::string&) {
  put_hsts(options, draft);
  for (const auto& [key, v] : options) {
    const auto option = key.substr(key.find('.') + 1);
    if (option.starts_with("customrequestheaders."))
      draft.set("request_header." + last_part(v.label), v.value, v.label);
    else if (option.starts_with("customresponseheaders."))
      draft.set("response_header." + last_part(v.label), v.value, v.label);
    else if (option == "allowedhosts")
      draft.guard_unsupported(v.label, "hosts are those of the route here");
    else if (option == "sslredirect") // is read with the router
      continue;
    else if (!option.starts_with("sts") && !put_security_header(option, v, draft))
      draft.unsupported(v.label, "set the resulting header: com.docker.lb.response_header.NAME=VALUE");
  }
}

void buffering(const foreign_options& options, label_draft& draft, const std::string&) {
  if (const auto* most = find(options, "buffering.maxrequestbodybytes")) {
    const auto bytes = number(most->value).value_or(0);
    if (bytes % 1024 != 0)
      draft.differs(most->label, "is rounded up to whole kilobytes");
    draft.set("max_body_size", bytes == 0 ? "0" : std::to_string((bytes + 1023) / 1024) + 'k', most->label);
  }
  rest_is_unsupported(options, {"buffering.maxrequestbodybytes"}, draft);
}

void compress(const foreign_options& options, label_draft& draft, const std::string&) {
  const auto* on = find(options, "compress");
  if (!on || on->value != "false")
    draft.set("gzip", "true", options.begin()->second.label);
  rest_is_unsupported(options, {"compress"}, draft);
}

void forward_auth(const foreign_options& options, label_draft& draft, const std::string&) {
  for (const auto& [_, v] : options)
    draft.guard_unsupported(v.label,
                            "the service that is asked has to be routed by the same cluster: give it a host, and say "
                            "com.docker.lb.forward_auth=HOST/PATH");
}

void errors(const foreign_options& options, label_draft& draft, const std::string&) {
  for (const auto& [_, v] : options)
    draft.unsupported(v.label, "give the pages' service a host, and say com.docker.lb.error_pages=HOST/FOLDER");
}

void redirect_regex(const foreign_options& options, label_draft& draft, const std::string&) {
  put_redirect_regex(options, draft);
}

void other_path(const foreign_options& options, label_draft& draft, const std::string&) {
  for (const auto& [_, v] : options)
    draft.guard_unsupported(v.label, "the application gets the path that clients ask for, so they would reach others "
                                     "of its paths");
}

const std::map<std::string, kind_reader> readers{{"stripprefix", strip_prefix},     {"redirectscheme", redirect_scheme},
                                                 {"redirectregex", redirect_regex}, {"addprefix", other_path},
                                                 {"replacepath", other_path},       {"replacepathregex", other_path},
                                                 {"stripprefixregex", other_path},  {"ratelimit", rate_limit},
                                                 {"ipallowlist", allow_list},       {"ipwhitelist", allow_list},
                                                 {"basicauth", basic_auth},         {"headers", headers},
                                                 {"buffering", buffering},          {"compress", compress},
                                                 {"forwardauth", forward_auth},     {"errors", errors}};

/// Whether the middleware restricts access.
bool guards(const std::string& type) {
  for (const auto* word : {"auth", "ip", "jwt", "oidc", "plugin", "passtlsclientcert", "opa", "ldap"})
    if (type.find(word) != std::string::npos)
      return true;
  return false;
}

} // namespace

const foreign_value* find(const foreign_options& options, const std::string& key) {
  const auto i = options.find(key);
  return i == options.end() ? nullptr : &i->second;
}

void put_middleware(const std::string& name, const foreign_options& options, label_draft& draft) {
  if (options.empty())
    return;
  const auto type = type_of(options.begin()->first);
  if (const auto reader = readers.find(type); reader != readers.end())
    return reader->second(options, draft, name);
  for (const auto& [_, v] : options)
    if (guards(type))
      draft.guard_unsupported(v.label, "there is nothing like it");
    else
      draft.unsupported(v.label, "there is nothing like it");
}

} // namespace signalbox
