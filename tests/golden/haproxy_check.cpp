#include "tests/golden/haproxy_check.hpp"

#include <map>
#include <regex>
#include <sstream>

namespace signalbox::golden {
namespace {

const std::string digits = "[0-9a-f]{8}", name = R"([a-z0-9_][a-z0-9._-]*)", host = R"([a-z0-9._-]+)",
                  number = "[0-9]+", range = "[0-9a-f.:/]+", path = R"(/[A-Za-z0-9._~@:+/-]*)",
                  secret = "/run/secrets/[A-Za-z0-9._-]+", upstream = "up-" + name + "(:" + digits + "){0,2}",
                  header = "[A-Za-z][A-Za-z0-9-]*", value = R"("([ !#&-\[\]-~]|%%|\\")*")",
                  socket = "abns@signalbox-[0-9]+-" + digits, on = "(on-" + digits + ")?",
                  at = "( ?at-" + digits + ")?", cookie = "[A-Za-z0-9_.-]+", plain = "[A-Za-z0-9._-]+",
                  by = "( if !?\\{ ssl_fc \\})?",
                  mark = "( ?\\{ req\\.(cook|fhdr)\\(" + cookie + "\\) (-m found|-m str " + plain + ") \\})?",
                  part = "( ?\\{ var\\(txn\\.share_" + digits + "\\) -m int lt [0-9]+ \\})?",
                  target =
                      "https?://[a-z0-9._-]+(:[0-9]+)?(" + path + ")?|https://%\\[var\\(txn\\.host\\)\\](:[0-9]+)?",
                  server = R"([0-9a-f.:]+ (\[[0-9a-f:]+\]|[0-9.]+):[0-9]+ id [0-9]+)",
                  named = digits + "- 64 " + host + ":[0-9]+ resolvers swarm resolve-prefer ipv4 init-addr libc,none",
                  tls = "( proto h2| ssl ssl-min-ver TLSv1\\.2 alpn (h2|http/1\\.1) sni (str\\(" + host +
                        "\\)|var\\(txn\\.host\\)) verify "
                        "(none|required ca-file " +
                        secret + "( verifyhost " + host + ")?)( crt " + secret + ")?)?",
                  limits =
                      "( check inter [0-9]+s rise 1 fall [0-9]+ observe layer4 error-limit [0-9]+ on-error mark-down)?";

/// The first word of a line, and the second one of `http-…` → allowed rest of the line.
const std::map<std::string, std::string>& allowed_after() {
  static const std::map<std::string, std::string> all{
      {"frontend", "web|tls"},
      {"backend", "nobody|" + upstream + "|(cert|rate)-" + digits + "|pass-" + name},
      {"mode", "tcp"},
      {"option", "tcplog|idle-close-on-response"},
      {"bind", ":(80|443)|" + socket + " accept-proxy ssl crt " + secret + " alpn h2,http/1\\.1"},
      {"tcp-request", R"(inspect-delay 10s|content accept if \{ req\.ssl_hello_type 1 \}|content reject)"},
      {"acl", "(on-" + digits + " var\\(txn\\.host\\)|for-" + digits + " req\\.ssl_sni,lower) -m (str|end)( " + host +
                  ")+|at-" + digits + " var\\(txn\\.path\\) -m (str|beg) " + path + "|(denied|allowed) src( " + range +
                  ")+"},
      {"use_backend", "(nobody|" + upstream + ")( if " + on + at + mark + part + ")?|(cert-" + digits + "|pass-" +
                          name + ") if for-" + digits +
                          R"(|up-%\[var\(txn\.host\)\] if \{ str\(up-\),concat\(,txn\.host,\),nbsrv -m found \})"},
      {"default_backend", "nobody|cert-" + digits + "|pass-" + name},
      {"http-request set-var(txn.start)", R"(date\(0,ms\))"},
      {"http-request set-var(txn.host)", R"(req\.fhdr\(host\),host_only,lower,rtrim\(\.\))"},
      {"http-request set-var(txn.path)", R"(path,url_dec,regsub\(/\+,/,g\))"},
      {"http-request set-var(txn.id)", R"(req\.fhdr\(x-request-id\))"},
      {"http-response del-header", "keep-alive|proxy-connection"},
      {"http-request share", "(rand,mod\\(10000\\)|(src|req\\.cook\\(" + cookie +
                                 "\\)),xxh32\\(1\\),mod\\(10000\\))( if " + on + at + "( ?\\{ req\\.cook\\(" + cookie +
                                 "\\) -m found \\})?)?"},
      {"http-request set-header",
       R"(host %\[dst\] unless \{ req\.hdr\(host\) -m found \}|x-request-id %\[uuid\(\)\] unless \{ .* \}|x-(real-ip|forwarded-for) %\[src\]|)"
       R"(x-forwarded-prefix /[A-Za-z0-9._~@:+/-]*|x-forwarded-proto %\[ssl_fc,iif\(https,http\)\]|)"
       R"(x-forwarded-host %\[req\.fhdr\(host\)\]|x-forwarded-port [0-9]+ if !?\{ ssl_fc \}|)" +
           header + " " + value},
      {"http-request del-header",
       "_ -m sub|" + header + "( unless \\{ req\\.fhdr\\((te|upgrade)\\) (-i -m str [a-z]+|-m found) \\})?"},
      {"http-request disable-l7-retry", "unless \\{ method GET HEAD OPTIONS \\}"},
      {"http-request deny", "deny_status (400 if \\{ req\\.hdr\\(host\\) -m sub \\\\\" \\\\\\\\ \\}|400 if \\{ "
                            "req\\.ver 1\\.1 \\} !\\{ req\\.hdr\\(host\\) -m found \\}|403 (if "
                            "denied|unless allowed)|404" +
                                by +
                                "|429 if \\{ sc0_gpc[01]_rate ge [0-9]+ \\}|"
                                "413 if \\{ req\\.body_size gt [0-9]+ \\}|400 unless \\{ path -m beg " +
                                path +
                                " \\}|"
                                "400 (unless \\{ var\\(txn\\.path\\) -m found \\}|if \\{ var\\(txn\\.path\\) -m sub "
                                "/\\./ /\\.\\./ /\\.; /\\.\\.; /\\.\\\\\\\\ /\\.\\.\\\\\\\\ \\\\\\\\\\.\\. \\} \\|\\| "
                                "\\{ var\\(txn\\.path\\) -m end /\\. /\\.\\. \\}))"},
      {"http-request return",
       "status 421 content-type text/plain string \"Misdirected Request\" if \\{ ssl_fc \\}|status (404|503) "
       "content-type text/html string \"<!doctype html>[^\"%$]*\"|status 411 content-type "
       "text/plain string \"Length required\" if \\{ req\\.hdr\\(transfer-encoding\\) -m found \\}"},
      {"http-request redirect", "code 30[1278] location ((" + target + ")%\\[pathq\\]" + by + "|" + path +
                                    "(\\?%\\[query\\])? if( \\{ method GET HEAD \\})? \\{ path " + path +
                                    " \\}( \\{ query -m found \\})?)"},
      {"http-request set-path", "%\\[path,bytes\\([0-9]+\\)\\]"},
      {"http-request track-sc0", "src table rate-" + digits},
      {"http-request sc-inc-gpc0(0)", ""},
      {"http-request sc-inc-gpc1(0)", ""},
      {"http-response set-header", "x-upstream-(addr|response-time) .* if \\{ status lt 400 \\}"},
      {"http-after-response set-header", "x-(request-id|proxy-id|server-info) [^ ]+( [^ ]+)? if \\{ status lt 400 "
                                         "\\}|strict-transport-security \"max-age=[0-9]+(; "
                                         "(includeSubDomains|preload))*\" if \\{ ssl_fc \\}|" +
                                             header + " " + value},
      {"http-after-response del-header", header},
      {"stick-table", R"(type ipv6 size 100k expire 20s store gpc0_rate\(1s\)(,gpc1_rate\(10s\))?)"},
      {"timeout", "(connect|server|tunnel|resolve|retry) [0-9]+m?s"},
      {"retry-on", "conn-failure"},
      {"http-error", "status 50[234] content-type application/grpc hdr grpc-status 14 hdr grpc-message unavailable "
                     "string unavailable"},
      {"balance", "source|hash req\\.cook\\(" + cookie + "\\)"},
      {"hash-type", "consistent"},
      {"compression", "algo gzip|type [a-z/+ ]+"},
      {"server", "inner " + socket + " send-proxy-v2|" + server + tls + limits},
      {"server-template", named + tls + limits},
      {"resolvers", "swarm"},
      {"nameserver", "docker 127\\.0\\.0\\.11:53"},
      {"accepted_payload_size", number},
      {"resolve_retries", number},
      {"hold", "(valid|nx) 1s"}};
  return all;
}

const std::regex* rule_of(const std::string& word) {
  static std::map<std::string, std::regex> compiled;
  const auto known = compiled.find(word);
  if (known != compiled.end())
    return &known->second;
  const auto found = allowed_after().find(word);
  return found == allowed_after().end() ? nullptr : &compiled.emplace(word, std::regex(found->second)).first->second;
}

bool is_expected(const std::string& line) {
  std::istringstream words(line);
  std::string word, second, rest;
  words >> word;
  if (word.starts_with("http-")) {
    words >> second;
    word += ' ' + (second.starts_with("set-var(txn.share_") ? std::string("share") : second);
  }
  std::getline(words >> std::ws, rest);
  const auto* fine = rule_of(word);
  return fine && rest.size() < 4096 && std::regex_match(rest, *fine);
}

} // namespace

std::string foreign_to_haproxy(const std::string& text) {
  std::istringstream lines(text.substr(std::min(text.size(), text.find("  balance roundrobin\n") + 22)));
  static const std::regex comment(" *# (service( [A-Za-z0-9._-]+)*|every host that has one backend)");
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && !std::regex_match(line, comment) && !is_expected(line))
      return line.substr(0, 200);
  return {};
}

std::string haproxy_part(const std::string& text, const std::string& service) {
  std::istringstream lines(text);
  std::string found;
  bool in = false;
  for (std::string line; std::getline(lines, line);) {
    const auto start = line.find_first_not_of(' ');
    if (start == line.npos)
      in = false;
    else if (line.compare(start, 2, "# ") == 0)
      in = line.substr(start) == "# service " + service;
    if (in)
      found += line + '\n';
  }
  return found;
}

} // namespace signalbox::golden
