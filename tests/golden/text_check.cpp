#include "tests/golden/text_check.hpp"

#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace signalbox::golden {
namespace {

class reader {
public:
  explicit reader(const std::string& text) : text_(text) {}

  std::vector<directive> block(bool outermost) {
    std::vector<directive> all;
    directive now;
    for (;; skip_blanks()) {
      if (at_ == text_.size()) {
        if (!outermost || !now.words.empty())
          throw std::runtime_error("the text ends too early");
        return all;
      }
      const char c = text_[at_];
      if (c == '}') {
        if (outermost || !now.words.empty())
          throw std::runtime_error("a brace too many");
        ++at_;
        return all;
      }
      if (c == ';' || c == '{') {
        if (now.words.empty())
          throw std::runtime_error("a directive without a name");
        ++at_;
        if (c == '{')
          now.block = block(false);
        all.push_back(std::move(now));
        now = {};
      } else if (c == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (c != ' ' && c != '\n')
        now.words.push_back(word());
    }
  }

private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
  }

  std::string word() {
    const char quote = text_[at_] == '"' || text_[at_] == '\'' ? text_[at_++] : '\0';
    std::string read;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size() && std::string("\"'\\").find(text_[at_ + 1]) != std::string::npos)
        read += text_[++at_];
      else if (quote ? c == quote : std::string(" \n;{").find(c) != std::string::npos)
        break;
      else
        read += c;
    }
    if (quote && at_++ >= text_.size())
      throw std::runtime_error("a quote is not closed");
    return read;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

const std::string time = "[0-9]+s", number = "[0-9]+", host = R"((\*\.)?[a-z0-9]([a-z0-9._-]*[a-z0-9])?)";
const std::string upstream = R"(up-[a-z0-9_][a-z0-9._-]*(~[0-9a-f]{8})*(~any)?)";
const std::string path = R"(/[A-Za-z0-9._~@:+/-]*)", range = "[0-9a-f.:/]+", secret = "/run/secrets/[A-Za-z0-9._-]+";
const std::string inner = "127\\.0\\.0\\.1:[0-9]+", flag = "on|off", header = "[A-Za-z][A-Za-z0-9-]*";
const std::string value = R"([ -#%-\[\]-~]*|\$[a-z_0-9]+|\$scheme://\$application_host\$request_uri)";

/// Name of a directive and of its block, if any → allowed arguments, joined by blanks.
const std::map<std::string, std::string>& allowed() {
  static const std::map<std::string, std::string> all{
      {"user", "nginx"},
      {"worker_processes", "auto"},
      {"worker_rlimit_nofile", number},
      {"error_log", "/dev/stdout warn"},
      {"pid", "/var/run/proxy.pid"},
      {"include", R"(/etc/nginx/(mime\.types|modules-enabled/\*\.conf))"},
      {"events", ""},
      {"http", ""},
      {"stream", ""},
      {"server", "|" + host + ":" + number + "( resolve)?( max_fails=[0-9]+)?( fail_timeout=[0-9]+s)?|[0-9.]+:" +
                     number + R"(( max_fails=[0-9]+)?( fail_timeout=[0-9]+s)?|\[[0-9a-f:]+\]:[0-9]+)"},
      {"worker_connections", number},
      {"default_type", "application/octet-stream|text/html|application/grpc"},
      {"types_hash_max_size", number},
      {"server_names_hash_bucket_size", number},
      {"server_names_hash_max_size", number},
      {"variables_hash_bucket_size", number},
      {"variables_hash_max_size", number},
      {"map_hash_bucket_size", number},
      {"map_hash_max_size", number},
      {"map", R"(\$[a-z0-9_]+([:|]\$[a-z0-9_]+)* \$[a-z0-9_]+)"},
      {"geo", "\\$realip_remote_addr \\$from_balancer"},
      {"split_clients", R"(\$(request_id|remote_addr|sticky_[0-9a-f]{8}) \$(route|weight)_[0-9a-f]{8})"},
      {"log_format", "(main|trace|stream) .*"},
      {"access_log", "/dev/stdout (main|stream)"},
      {"sendfile", flag},
      {"server_tokens", "off"},
      {"absolute_redirect", "off"},
      {"keepalive_timeout", "75s|4s"},
      {"keepalive_min_timeout", time},
      {"client_max_body_size", "[0-9]+[kmg]?"},
      {"client_body_buffer_size", "8k"},
      {"client_body_timeout", time},
      {"client_header_buffer_size", "1k"},
      {"large_client_header_buffers", "4 8k"},
      {"underscores_in_headers", "off"},
      {"send_timeout", time},
      {"set_real_ip_from", "127\\.0\\.0\\.1"},
      {"recursive_error_pages", "on"},
      {"real_ip_header", "proxy_protocol"},
      {"ssl_protocols", "TLSv1.2 TLSv1.3"},
      {"ssl_ciphers", "[A-Z0-9:-]+"},
      {"ssl_prefer_server_ciphers", "on"},
      {"ssl_session_cache", "shared:tls:10m"},
      {"ssl_session_timeout", "1h"},
      {"ssl_session_tickets", "off"},
      {"ssl_reject_handshake", "on"},
      {"ssl_certificate", secret},
      {"ssl_certificate_key", secret},
      {"resolver", "127\\.0\\.0\\.11 valid=1s ipv6=off"},
      {"proxy_connect_timeout", "[0-9]+m?s"},
      {"proxy_send_timeout", time},
      {"proxy_read_timeout", time},
      {"proxy_timeout", time},
      {"proxy_next_upstream_timeout", number + "ms"},
      {"proxy_socket_keepalive", "on"},
      {"proxy_buffer_size", "16k"},
      {"proxy_buffers", "8 16k"},
      {"proxy_buffering", flag},
      {"proxy_request_buffering", flag},
      {"proxy_http_version", "1\\.[01]"},
      {"proxy_next_upstream", "(error )?timeout"},
      {"proxy_set_header", header + " (" + value + ")"},
      {"proxy_hide_header", header},
      {"proxy_pass_header", header},
      {"proxy_ignore_headers", "[A-Za-z -]+"},
      {"add_header", header + " (" + value + ")( always)?"},
      {"listen", "(80|443|" + inner +
                     ")( ssl)?( http2)?( proxy_protocol)?( default_server)?( reuseport)?( so_keepalive=10m:1m:3)?"},
      {"http2", "on"},
      {"server_name", "_|" + host + "( " + host + ")*"},
      {"return", R"(400|404|421|502|200 |503|503 <!doctype html>[^$]*|30[18] )" + path +
                     R"(/\$is_args\$args|308 https://\$host(:[0-9]+)?)" +
                     R"(\$request_uri|30[1278] https?://[a-z0-9._-]+(:[0-9]+)?)" + "(" + path + R"()?\$request_uri)"},
      {"upstream", "(up-|pass-)[a-z0-9_][a-z0-9._-]*(~[0-9a-f]{8})*(~any)?"},
      {"zone", "(backends|passed) [0-9]+k"},
      {"keepalive", "64"},
      {"ip_hash", ""},
      {"hash", R"((\$sticky_[0-9a-f]{8}|\$proxy_protocol_addr) consistent)"},
      {"location", "(= )?" + path + "|@(errors|again|auth)-[0-9a-f]{8}|@unavailable"},
      {"internal", ""},
      {"proxy_pass", "https?://(" + upstream + "|\\$route_[0-9a-f]{8})(\\$no_task)?(\\$rest_[0-9a-f]{8}|" + path +
                         ")?|\\$hop|\\$application"},
      {"grpc_pass", "grpcs?://(" + upstream + "|\\$route_[0-9a-f]{8})"},
      {"proxy_protocol", "on"},
      {"ssl_preread", "on"},
      {"rewrite", R"(\(\?s\)\^[^ ]+ \$1 break|\^ )" + path + R"((\$status\.html)?\? break)"},
      {"if",
       R"(\(\$(route|rest)_[0-9a-f]{8} =  \)|\(\$seen\)|\(\$uri ~ /\\\.\\\.\?\[;\\\\\]\|\\\\\\\.\\\. \)|\(\$request_method !~ \^\(\?:GET\|HEAD\)\$ \))"},
      {"deny", "all|" + range},
      {"allow", range},
      {"auth_basic", "restricted"},
      {"auth_basic_user_file", secret},
      {"auth_request", "/\\.signalbox/auth/[0-9a-f]{8}"},
      {"auth_request_set", R"(\$auth_[a-z0-9_]+ \$upstream_http_[a-z0-9_]+)"},
      {"limit_req_zone", R"(\$binary_remote_addr zone=rate-[0-9a-f]{8}:512k rate=[0-9]+r/s)"},
      {"limit_req", "zone=rate-[0-9a-f]{8}( burst=[0-9]+ nodelay)?"},
      {"limit_req_status", "429"},
      {"gzip", "on"},
      {"gzip_vary", "on"},
      {"gzip_proxied", "any"},
      {"gzip_types", "[a-z/+ ]+"},
      {"proxy_intercept_errors", "on"},
      {"error_page",
       "[0-9 ]+@errors-[0-9a-f]{8}|502 = @again-[0-9a-f]{8}|[0-9 ]+= @auth-[0-9a-f]{8}|502 503 504 = @unavailable"},
      {"proxy_method", "GET"},
      {"proxy_pass_request_body", "off"},
      {"proxy_ssl_server_name", "on"},
      {"proxy_ssl_name", "\\$host|" + host},
      {"proxy_ssl_protocols", "TLSv1.2 TLSv1.3"},
      {"proxy_ssl_verify", "on"},
      {"proxy_ssl_verify_depth", "4"},
      {"proxy_ssl_trusted_certificate", secret},
      {"proxy_ssl_certificate", secret},
      {"proxy_ssl_certificate_key", secret}};
  return all;
}

/// A map may have upstreams, loopback addresses, or the proxy's own variables as values.
const std::regex& map_target() {
  static const std::regex fine("|" + upstream + "|pass-[a-z0-9_][a-z0-9._-]*|" + inner +
                               R"(|\$[a-z0-9_]+|upgrade|websocket|close|https?|~any|[0-9]+)");
  return fine;
}

/// The directives of nginx's gRPC module have the arguments of their counterparts.
std::string counterpart(const std::string& name) {
  return name.starts_with("grpc_") && name != "grpc_pass" ? "proxy_" + name.substr(5) : name;
}

const std::regex& rule(const std::string& name) {
  static std::map<std::string, std::regex> compiled;
  const auto known = compiled.find(name);
  return known != compiled.end() ? known->second : compiled.emplace(name, std::regex(allowed().at(name))).first->second;
}

std::string rest_of(const directive& d) {
  std::string text;
  for (std::size_t i = 1; i < d.words.size(); ++i)
    text += (i > 1 ? " " : "") + d.words[i];
  return text;
}

std::string check(const std::vector<directive>& all, bool in_map) {
  for (const auto& d : all) {
    const auto name = counterpart(d.words.front());
    const auto rest = rest_of(d);
    if (in_map) {
      if (name != "hostnames" && !std::regex_match(rest, map_target()))
        return name + " leads to " + rest;
      continue;
    }
    if (!allowed().contains(name) || rest.size() > 4096 || !std::regex_match(rest, rule(name)))
      return name + ' ' + rest.substr(0, 200);
    if (const auto inside = check(d.block, name == "map" || name == "geo" || name == "split_clients"); !inside.empty())
      return name + ": " + inside;
  }
  return {};
}

} // namespace

std::vector<directive> read_directives(const std::string& text) { return reader(text).block(true); }

std::string foreign_to_routes(const std::string& text) try {
  return check(read_directives(text), false);
} catch (const std::runtime_error& e) {
  return e.what();
}

std::vector<std::pair<std::string, std::string>> host_parts(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> parts{{"*", ""}};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty())
      parts.emplace_back();
    if (line == "}" && parts.size() > 1) // the end of `http`
      parts.emplace_back("", "");
    parts.back().second += line + '\n';
    if (const std::string name = "    server_name "; line.starts_with(name))
      parts.back().first = line.substr(name.size(), line.size() - name.size() - 1);
  }
  return parts;
}

} // namespace signalbox::golden
