#include "tests/golden/golden_output.hpp"

#include "actors/cluster/derive_routes.hpp"
#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/haproxy/renderer.hpp"
#include "adapters/proxy/nginx/renderer.hpp"
#include "adapters/proxy/programs.hpp"
#include "messages/labels/labels.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

namespace signalbox::golden {
namespace {

std::string lines_of(const problems& found) {
  std::string text;
  for (const auto& p : found)
    text += (p.level == severity::error ? "error: " : "warning: ") + to_string(p) + '\n';
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

render_result result_of(const scene& all) {
  return render_nginx(derive_routes(seen_by(all), all.cluster, proxy_program_table()).routes, all.cluster);
}

render_result haproxy_result(const scene& all) {
  return render_haproxy(derive_routes(seen_by(all), all.cluster, proxy_program_table()).routes, all.cluster);
}

std::string without_banner(std::string text) {
  const auto banner = server_banner();
  for (auto at = text.find(banner); at != text.npos; at = text.find(banner))
    text.replace(at, banner.size(), "BANNER");
  return text;
}

std::string targets_of(const backend& from) {
  auto text = from.service + ':';
  for (const auto& to : from.targets)
    text += ' ' + to.address + " port " + std::to_string(to.port) + ';';
  return from.dns_name.empty() ? text
                               : text + " whoever is " + from.dns_name + " port " + std::to_string(from.dns_port);
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// Lines that only one of two texts contains, by their longest common subsequence.
std::string changes(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::vector<std::size_t>> common(before.size() + 1, std::vector<std::size_t>(after.size() + 1));
  for (auto i = before.size(); i-- > 0;)
    for (auto j = after.size(); j-- > 0;)
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  std::string text;
  for (std::size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    if (i < before.size() && j < after.size() && before[i] == after[j])
      ++i, ++j;
    else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1]))
      text += '-' + before[i++] + '\n';
    else
      text += '+' + after[j++] + '\n';
  }
  return text;
}

/// The parsed labels as text; defaults are left out.
class spoken {
public:
  template <class T>
  spoken& say(const std::string& name, const T& value) {
    if (const auto words = in_words(value); !words.empty())
      text += name + ": " + words + '\n';
    return *this;
  }

  std::string text;

private:
  static std::string in_words(const std::string& x) { return x; }
  static std::string in_words(bool x) { return x ? "yes" : ""; }
  static std::string in_words(std::optional<bool> x) { return !x ? "" : *x ? "yes" : "no"; }
  static std::string in_words(std::uint16_t x) { return x ? std::to_string(x) : ""; }
  static std::string in_words(std::uint32_t x) { return std::to_string(x); }
  static std::string in_words(whole_seconds x) { return std::to_string(x.count()) + " s"; }
  static std::string in_words(const std::vector<std::string>& x) { return joined(x); }
  static std::string in_words(const std::vector<std::uint16_t>& x) {
    std::vector<std::string> words;
    for (const auto n : x)
      words.push_back(std::to_string(n));
    return joined(words);
  }
  static std::string in_words(const request_rate& x) {
    return std::to_string(x.per_second) + " a second, " + std::to_string(x.burst) + " more at once";
  }
  static std::string in_words(const route_ref& x) { return x.host + ' ' + x.path; }
  static std::string in_words(const canary_mark& x) { return x.name + (x.value.empty() ? "" : " is " + x.value); }
  static std::string in_words(const header_map& x) {
    std::vector<std::string> words;
    for (const auto& [name, value] : x)
      words.push_back(name + '=' + value);
    return joined(words);
  }
  static std::string in_words(const backend_tls& x) {
    return std::string("yes") + (x.verify ? ", verified by " + x.authority : "") +
           (x.name.empty() ? "" : ", named " + x.name) +
           (x.certificate.empty() ? "" : ", shown " + x.certificate + ' ' + x.key);
  }
  static std::string in_words(backend_mode x) {
    return x == backend_mode::vip ? "vip" : x == backend_mode::dns ? "dns" : "";
  }
  static std::string in_words(const std::vector<host_redirect>& x) {
    std::vector<std::string> words;
    for (const auto& r : x)
      words.push_back((r.from_http ? "http " : "") + std::string(r.from_https ? "https " : "") + r.host + " to " +
                      r.go.to + ' ' + std::to_string(r.go.status));
    return joined(words);
  }
  template <class T>
  static std::string in_words(const std::optional<T>& x) {
    return x ? in_words(*x) : "";
  }
};

/// A member's name with blanks, or its special name.
std::string words_for(std::string member) {
  static const std::map<std::string, std::string> others{
      {"tls", "tls to tasks"},           {"tls_only", "https only"}, {"max_body", "largest body"},
      {"connect_timeout", "connect"},    {"read_timeout", "read"},   {"send_timeout", "send"},
      {"basic_auth", "passwords"},       {"allow_from", "allow"},    {"deny_from", "deny"},
      {"error_statuses", "for statuses"}};
  if (const auto other = others.find(member); other != others.end())
    return other->second;
  std::replace(member.begin(), member.end(), '_', ' ');
  return member;
}

} // namespace

std::string labels_output(const scene& all) {
  const auto& service = all.view.services.at(0);
  const auto read = parse_labels(service.name, service.labels);
  std::string text;
  if (read.labels) {
    const auto& l = *read.labels;
    spoken out;
    out.say("hosts", l.hosts).say("every other host", l.default_backend).say("port", l.port).say("network", l.network);
    out.say("mode", l.mode).say("roots", l.roots).say("rewrite", l.rewrite).say("websockets", l.websockets);
    out.say("redirects", l.redirects).say("certificate", l.certificate).say("key", l.key);
    out.say("passthrough", l.passthrough)
        .say("weight", l.backend_defaults.weight)
        .say("max fails", l.backend_defaults.max_fails);
    out.say("fail timeout", l.backend_defaults.fail_timeout).say("header", l.backend_defaults.canary_header);
    out.say("cookie", l.backend_defaults.canary_cookie);
    fields(l.route, [&](const char* member, const auto& value) { out.say(words_for(member), value); });
    text += out.text;
  }
  return text + lines_of(read.found);
}

std::string routes_output(const scene& all) {
  const auto derived = derive_routes(seen_by(all), all.cluster, proxy_program_table());
  std::string text;
  for (const auto& route : derived.routes.hosts) {
    text += "host " + (route.host.empty() ? "*" : route.host) + '\n';
    for (const auto& path : route.paths) {
      if (path != path_route{"/", "", false, path.backends, {}})
        text += "  path " + path.path + (path.strip.empty() ? "" : ", seen without " + path.strip) +
                (path.upgrades ? ", websockets" : "") + '\n';
      for (const auto& from : path.backends)
        text += "  " + targets_of(from) + '\n';
    }
  }
  for (const auto& network : derived.routes.networks)
    text += "network " + network.name + '\n';
  for (const auto& secret : derived.routes.secrets)
    text += "secret " + secret + '\n';
  for (const auto& service : derived.services)
    text += lines_of(service.found);
  return text + lines_of(derived.found);
}

scene for_nginx(scene all) {
  if (const auto* version = std::getenv("SIGNALBOX_GOLDEN_VERSION"))
    all.cluster.config["Version"] = std::string(version);
  return all;
}

std::string rendered(const scene& all) {
  const auto result = result_of(all);
  const auto* text = std::get_if<rendered_text>(&result);
  return text ? text->text : std::string{};
}

std::string nginx_output(const scene& all) {
  const auto result = result_of(all);
  const auto* failed = std::get_if<render_failed>(&result);
  return failed ? lines_of(failed->found) : without_banner(std::get<rendered_text>(result).text);
}

std::string hosts_output(const scene& all) {
  const auto text = without_banner(rendered(all));
  const auto servers = text.find("\n\n  server {\n");
  if (servers == text.npos)
    return nginx_output(all);
  const auto first = text.find("\n  }\n", servers) + 5; // usually the constant response to unknown hosts
  return text.substr(text.substr(servers, first - servers).find("return 404;") == text.npos ? servers + 1 : first);
}

std::string options_output(const scene& all) {
  auto plain = all;
  plain.cluster.config.clear();
  const auto with = rendered(all);
  return (with.empty() ? ""
                       : changes(split_lines(without_banner(rendered(plain))), split_lines(without_banner(with)))) +
         lines_of(check_nginx_options(all.cluster));
}

std::string rendered_for_haproxy(const scene& all) {
  const auto result = haproxy_result(all);
  const auto* text = std::get_if<rendered_text>(&result);
  return text ? text->text : std::string{};
}

std::string haproxy_output(const scene& all) {
  auto nothing = all;
  nothing.cluster.config.clear();
  nothing.view.services.clear();
  const auto result = haproxy_result(all);
  const auto* text = std::get_if<rendered_text>(&result);
  if (!text)
    return lines_of(std::get<render_failed>(result).found);
  return changes(split_lines(without_banner(rendered_for_haproxy(nothing))), split_lines(without_banner(text->text))) +
         lines_of(check_haproxy_options(all.cluster)) + lines_of(text->found);
}

std::string haproxy_text_output(const scene& all) { return without_banner(rendered_for_haproxy(all)); }

void dump(const std::string& file, const std::string& text) {
  if (const auto* directory = std::getenv("SIGNALBOX_GOLDEN_DUMP"); directory && !text.empty())
    std::ofstream(std::filesystem::path(directory) / file, std::ios::binary) << text;
}

} // namespace signalbox::golden
