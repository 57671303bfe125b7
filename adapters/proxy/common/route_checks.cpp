#include "adapters/proxy/common/route_checks.hpp"

#include "messages/text/host_names.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <map>

namespace signalbox {
namespace {

bool is_secret(const std::string& name) { return name.empty() || is_secret_name(name); }
bool is_address(const std::string& text) {
  return text.find('/') == text.npos && address_range(text).has_value() && text.find('%') == text.npos;
}
bool is_range(std::string_view text) { return address_range(text) == text; }
bool is_size(std::string_view text) { return size_in_bytes(text) == text; }
bool is_hsts(std::string_view text) {
  return text.starts_with("max-age=") &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzSD0123456789-=; ") == text.npos;
}

/// Grammar of a setting's text. Settings that are not in the table may contain letters, digits and `._-` only.
using grammar = bool (*)(std::string_view);
grammar grammar_of(std::string_view setting) {
  static const std::map<std::string_view, grammar> all{{"allow_from", is_range},
                                                       {"auth_headers", is_header_name},
                                                       {"basic_auth", is_secret_name},
                                                       {"deny_from", is_range},
                                                       {"hsts", is_hsts},
                                                       {"max_body", is_size},
                                                       {"sticky_cookie", is_cookie_name}};
  const auto known = all.find(setting);
  return known == all.end() ? is_plain_value : known->second;
}

bool is_status(std::uint16_t status) { return status == 301 || status == 302 || status == 307 || status == 308; }

class checker {
public:
  problems run(const route_table& routes) {
    for (const auto& host : routes.hosts) {
      host_ = &host.host;
      check(host);
    }
    return std::move(found_);
  }

private:
  void expect(bool fine, const std::string& what) {
    if (!fine)
      found_.push_back({severity::error,
                        {},
                        "host " + printable(*host_),
                        what + " cannot stand in a configuration",
                        "no label leads to this: report it as a mistake of Signalbox"});
  }

  void check(const host_route& host) {
    expect(host.host.empty() || is_host_pattern(host.host), "the name");
    expect(is_secret(host.certificate) && is_secret(host.key), "the name of a secret");
    for (const auto& away : {host.from_http, host.from_https})
      expect(!away || (redirect_target(away->to) == away->to && is_status(away->status)), "the redirect");
    expect(!host.passthrough || !host.paths.empty(), "TLS for nobody");
    for (const auto& path : host.paths)
      check(path);
  }

  void check(const path_route& path) {
    expect(plain_path(path.path) == path.path, "the path '" + printable(path.path) + '\'');
    expect(path.strip.empty() || plain_path(path.strip) == path.strip, "the context root");
    for (const auto& b : path.backends)
      check(b);
    check(path.settings);
  }

  void check(const backend& b) {
    for (const auto& to : b.targets)
      expect(to.port != 0 && is_address(to.address),
             "the address '" + printable(to.address) + "', port " + std::to_string(to.port) + ',');
    expect(b.dns_name.empty() || (b.dns_port != 0 && is_network_name(b.dns_name)), "the name of the tasks");
    expect(!b.weight || *b.weight <= 100, "the weight");
    if (const auto& mark = b.canary_header)
      expect(is_header_name(mark->name) && (mark->value.empty() || is_plain_value(mark->value)), "the canary's header");
    if (const auto& mark = b.canary_cookie)
      expect(is_cookie_name(mark->name) && (mark->value.empty() || is_plain_value(mark->value)), "the canary's cookie");
  }

  void check(const route_settings& s) {
    fields(s, [&](const char* name, const auto& setting) {
      if (setting)
        check(name, *setting);
    });
  }

  void check(const std::string&, whole_seconds) {}
  void check(const std::string&, bool) {}
  void check(const std::string&, const request_rate&) {}
  void check(const std::string&, const std::vector<std::uint16_t>&) {}
  void check(const std::string& name, const std::string& text) {
    expect(grammar_of(name)(text), "'" + printable(text) + "' as " + name);
  }
  void check(const std::string& name, const std::vector<std::string>& texts) {
    for (const auto& text : texts)
      check(name, text);
  }
  void check(const std::string&, const header_map& headers) {
    for (const auto& [name, value] : headers)
      expect(is_header_name(name) && is_header_value(value), "the header " + printable(name));
  }
  void check(const std::string& name, const route_ref& ref) {
    expect(is_host_name(ref.host) && (ref.path.empty() || is_path(ref.path)), "the place in " + name);
  }
  void check(const std::string&, const backend_tls& tls) {
    expect(is_secret(tls.authority) && is_secret(tls.certificate) && is_secret(tls.key) &&
               (tls.name.empty() || is_host_name(tls.name)),
           "TLS with the application");
  }

  problems found_;
  const std::string* host_ = nullptr;
};

} // namespace

problems check_routes(const route_table& routes) { return checker{}.run(routes); }

problems why_not_rendered(problems in_options, const route_table& routes) {
  std::erase_if(in_options, [](const problem& p) { return p.level == severity::warning; });
  const auto unfit = check_routes(routes);
  in_options.insert(in_options.end(), unfit.begin(), unfit.end());
  return in_options;
}

} // namespace signalbox
