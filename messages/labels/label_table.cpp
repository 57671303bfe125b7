#include "messages/labels/label_rows.hpp"
#include "messages/labels/route_readers.hpp"

#include <algorithm>
#include <array>

namespace signalbox {
namespace {

constexpr std::string_view flag = "true or false", off = "false", none = "", secret = "a secret's name",
                           duration = "a time such as 30s or 5m", interlock = "Interlock 2", ucp_vip = "UCP 3.0.8",
                           mke = "MKE 3.8.16", unserved = "Interlock 2, where it had no effect", ours = "Signalbox";

constexpr auto restricts = by_client_address::restricts, groups = by_client_address::groups;
constexpr auto idle = beside_passthrough::idle, refused = beside_passthrough::refused;

// name, accepted values, default, effect, source of the behaviour, reader, rules
constexpr std::array table{
    label_row{{"allow_from", "addresses and networks, separated by commas: 10.0.0.0/8,192.0.2.7", "everybody",
               "lets only these clients in, all others get 403", ours},
              reading<setting_of_route<&route_settings::allow_from, address_ranges>>,
              {.setting = "allow_from", .passthrough = refused, .client_address = restricts}},
    label_row{{"backend_mode", "task, vip or dns", "task",
               "says who gets the requests: the tasks, the service's virtual address, or whomever Swarm's DNS names, "
               "which changes no configuration",
               ucp_vip},
              reading<read_mode>},
    label_row{
        {"basic_auth", secret, none,
         "asks clients for a name and a password that the secret, a file as htpasswd writes it, knows", ours},
        reading<text_of_route<&route_settings::basic_auth, is_secret_name>>,
        {.setting = "basic_auth", .passthrough = refused, .secret = secret_of_route<&route_settings::basic_auth>}},
    label_row{{"buffering", "on or off", "off",
               "buffers answers in the proxy (on) or streams them to the client as they come (off); an answer with "
               "X-Accel-Buffering decides for itself",
               ours},
              reading<setting_of_route<&route_settings::buffering, on_or_off>>,
              {.setting = "buffering", .passthrough = idle}},
    label_row{{"canary_cookie", "a cookie's name, or NAME=VALUE", none,
               "sends requests with this cookie to this service, whatever the weights say", ours},
              reading<read_canary_cookie>,
              {.passthrough = idle}},
    label_row{{"canary_header", "a header's name, or NAME=VALUE", none,
               "sends requests with this header to this service, whatever cookies and weights say", ours},
              reading<read_canary_header>,
              {.passthrough = idle}},
    label_row{{"connect_timeout", duration, "ConnectTimeout",
               "sets how long a task may take to accept a connection before the next one is tried", ours},
              reading<setting_of_route<&route_settings::connect_timeout, span_of_time>>,
              {.setting = "connect_timeout", .passthrough = idle}},
    label_row{{"context_root", "paths such as /app, separated by commas", "/",
               "serves only these paths of the hosts, and what is below them", interlock},
              reading<read_roots>,
              {.passthrough = idle}},
    label_row{{"context_root_rewrite", flag, off, "takes the context root off before the application sees the path",
               interlock},
              reading<flag_of_service<&app_labels::rewrite>>,
              {.off_is_none = true, .needs = "context_root"}},
    label_row{{"default_backend", flag, off, "answers for every host that nobody else answers for", interlock},
              reading<flag_of_service<&app_labels::default_backend>>},
    label_row{{"deny_from", "addresses and networks, separated by commas: 10.0.0.0/8,192.0.2.7", none,
               "shuts these clients out with 403", ours},
              reading<setting_of_route<&route_settings::deny_from, address_ranges>>,
              {.setting = "deny_from", .passthrough = refused, .client_address = restricts}},
    label_row{{"error_pages", "a host of this cluster and a folder: errors.example.com/pages", none,
               "shows <folder>/<status>.html from there instead of an error of the application or the proxy", ours},
              reading<setting_of_route<&route_settings::error_pages, folder_on_a_host>>,
              {.setting = "error_pages", .passthrough = idle}},
    label_row{{"error_statuses", "statuses from 400 to 599, separated by commas", "502,503,504",
               "says which errors are replaced by error_pages", ours},
              reading<setting_of_route<&route_settings::error_statuses, error_statuses>>,
              {.setting = "error_statuses", .needs = "error_pages"}},
    label_row{{"fail_timeout", duration, "10s",
               "sets how long a task's failures are counted, and how long it is then passed over", mke},
              reading<read_fail_timeout>},
    label_row{{"forward_auth", "a host of this cluster and a path: auth.example.com/verify", none,
               "asks there before each request: 2xx lets it through, 401 and 403 are the answer", ours},
              reading<setting_of_route<&route_settings::auth, parse_route_ref>>,
              {.setting = "auth", .passthrough = refused}},
    label_row{{"forward_auth_headers", "names of headers, separated by commas", none,
               "hands these headers of forward_auth's answer on to the application", ours},
              reading<setting_of_route<&route_settings::auth_headers, header_names>>,
              {.setting = "auth_headers", .needs = "forward_auth"}},
    label_row{{"gzip", flag, off, "compresses texts for clients that take it", ours},
              reading<flag_of_route<&route_settings::gzip>>,
              {.setting = "gzip", .off_is_none = true, .passthrough = idle}},
    label_row{{"hosts", "host names, separated by commas; *.apps.example.com for all below it", none,
               "names the hosts to serve; several services on one host share it", interlock},
              read_hosts},
    label_row{{"ip_hash", flag, "IPHash", "keeps a client's address on the same task", interlock},
              reading<flag_of_route<&route_settings::ip_hash>>,
              {.setting = "ip_hash", .off_is_none = true, .client_address = groups, .picks_task = true}},
    label_row{
        {"maintenance", flag, off, "answers 503 to everybody, with a page that says so or that of error_pages", ours},
        reading<flag_of_route<&route_settings::maintenance>>,
        {.setting = "maintenance", .off_is_none = true, .passthrough = idle}},
    label_row{{"max_body_size", "a size such as 512k or 32m; 0 is without limit", "ClientMaxBodySize",
               "sets the largest body a request may have", ours},
              reading<setting_of_route<&route_settings::max_body, size_in_bytes>>,
              {.setting = "max_body", .passthrough = idle}},
    label_row{{"max_fails", "a number; 0 is never", "1", "sets after how many failures a task is passed over", mke},
              reading<read_max_fails>},
    label_row{{"network", "a network's name, in a stack the short one will do", "the service's only network",
               "names the one of the service's networks that requests go through", interlock},
              reading<read_network>},
    label_row{{"port", "one number from 1 to 65535, in digits only", none,
               "gives the container's port that requests go to", interlock},
              reading<read_port>},
    label_row{{"protocol", "http1, h2c, h2 or grpc", "http1",
               "says what the application speaks: HTTP/1, HTTP/2 without TLS (h2c) or with it (h2), or gRPC", ours},
              reading<text_of_route<&route_settings::protocol, is_protocol>>,
              {.setting = "protocol", .passthrough = idle}},
    label_row{{"rate_limit", "requests a second, such as 10 or \"10r/s burst=20\"", none,
               "answers 429 to a client's address that asks for more", ours},
              reading<setting_of_route<&route_settings::rate, rate_of>>,
              {.setting = "rate", .passthrough = idle, .client_address = groups}},
    label_row{{"read_timeout", duration, "ReadTimeout", "sets how long a task may be silent before it answers", ours},
              reading<setting_of_route<&route_settings::read_timeout, span_of_time>>,
              {.setting = "read_timeout", .passthrough = idle}},
    label_row{{"redirects", "pairs SOURCE,TARGET, separated by semicolons; SOURCE,TARGET,301 (or 302, 307, 308)", none,
               "sends everything that asks for the source's host on to the target", interlock},
              read_redirects},
    label_row{{"request_buffering", "on or off", "the program's default",
               "buffers a request's body in the proxy before a task gets it (on), or streams it to the task (off)",
               ours},
              reading<setting_of_route<&route_settings::request_buffering, on_or_off>>,
              {.setting = "request_buffering", .passthrough = idle}},
    label_row{{"request_header.*", "a value in printable ASCII without $ and \\; empty removes the header", none,
               "sets this header for the application", ours},
              read_request_header,
              {.setting = "request_headers"}},
    label_row{{"response_header.*", "a value in printable ASCII without $ and \\; empty removes the header", none,
               "sets this header for the client", ours},
              read_response_header,
              {.setting = "response_headers"}},
    label_row{{"send_timeout", duration, "SendTimeout", "sets how long a task may take nothing of a request", ours},
              reading<setting_of_route<&route_settings::send_timeout, span_of_time>>,
              {.setting = "send_timeout", .passthrough = idle}},
    label_row{{"service_cluster", "a cluster's ServiceCluster", "the empty one",
               "picks the service cluster whose proxies serve the application", interlock},
              reading<accept_any>},
    label_row{{"ssl_backend", flag, off, "speaks TLS with the application", unserved},
              reading<read_backend_tls>,
              {.setting = "tls", .passthrough = idle}},
    label_row{{"ssl_backend_ca", secret, none, "names the certificates that ssl_backend_tls_verify trusts", ours},
              reading<secret_for_backend<&backend_tls::authority>>,
              {.needs = "ssl_backend", .secret = secret_of_backend<&backend_tls::authority>}},
    label_row{{"ssl_backend_cert", secret, none, "names the certificate that the proxy shows to the application", ours},
              reading<secret_for_backend<&backend_tls::certificate>>,
              {.needs = "ssl_backend", .secret = secret_of_backend<&backend_tls::certificate>}},
    label_row{{"ssl_backend_key", secret, "ssl_backend_cert", "names the key of that certificate", ours},
              reading<secret_for_backend<&backend_tls::key>>,
              {.secret = secret_of_backend<&backend_tls::key>}},
    label_row{{"ssl_backend_name", "a host name", "the host that is asked for",
               "is the name that the proxy asks the application for and verifies", ours},
              reading<read_backend_name>,
              {.needs = "ssl_backend"}},
    label_row{{"ssl_backend_tls_verify", "none or required", "none",
               "says whether the application's certificate is verified", unserved},
              reading<read_backend_verify>,
              {.needs = "ssl_backend"}},
    label_row{{"ssl_cert", secret, none, "serves the hosts over HTTPS with the certificate in this secret", interlock},
              reading<secret_for_service<&app_labels::certificate>>,
              {.secret = secret_of_service<&app_labels::certificate>}},
    label_row{{"ssl_hsts", "a time, perhaps with \"; includeSubDomains; preload\"", none,
               "tells browsers to use HTTPS only, for so long", ours},
              reading<setting_of_route<&route_settings::hsts, hsts_value>>,
              {.setting = "hsts", .needs = "ssl_cert", .passthrough = idle}},
    label_row{{"ssl_key", secret, "ssl_cert", "names the secret with the certificate's key", interlock},
              reading<secret_for_service<&app_labels::key>>,
              {.secret = secret_of_service<&app_labels::key>}},
    label_row{{"ssl_only", flag, off, "sends plain HTTP on to HTTPS, with status 308", unserved},
              reading<flag_of_route<&route_settings::tls_only>>,
              {.setting = "tls_only", .off_is_none = true}},
    label_row{{"ssl_passthrough", flag, off, "hands TLS to the application untouched", interlock},
              reading<flag_of_service<&app_labels::passthrough>>},
    label_row{{"sticky_session_cookie", "a cookie's name: letters, digits, '_', '.' and '-'", none,
               "keeps requests with the same value of this cookie on the same task", interlock},
              reading<text_of_route<&route_settings::sticky_cookie, is_cookie_name>>,
              {.setting = "sticky_cookie", .passthrough = idle, .picks_task = true}},
    label_row{{"websocket_endpoints", "paths such as /ws, separated by commas", none,
               "names the paths on which a connection may be upgraded", interlock},
              reading<read_websockets>,
              {.passthrough = idle}},
    label_row{{"weight", "percent of the requests, 0 to 100", "the rest, shared by the tasks",
               "sends this part of a path's requests to the service, however many tasks it has", ours},
              reading<read_weight>,
              {.passthrough = idle}},
};

constexpr bool is_label(std::string_view name) {
  return std::any_of(table.begin(), table.end(), [&](const label_row& row) { return row.shown.name == name; });
}
constexpr std::size_t labels_that_set(std::string_view member) {
  return std::count_if(table.begin(), table.end(), [&](const label_row& row) { return row.rules.setting == member; });
}
constexpr bool each_setting_has_a_label() {
  const auto one_each = [](auto... each) {
    return ((labels_that_set(each.name) == 1) && ...) && labels_that_set("") + sizeof...(each) == table.size();
  };
  return std::apply(one_each, all_members<route_settings>());
}
static_assert(each_setting_has_a_label(), "each member of route_settings is the `setting` of one row");
static_assert(std::all_of(table.begin(), table.end(),
                          [](const label_row& row) { return row.rules.needs.empty() || is_label(row.rules.needs); }));

} // namespace

std::span<const label_row> label_rows() { return table; }

const label_row& row_of_setting(std::string_view member) {
  return *std::find_if(table.begin(), table.end(), [&](const label_row& r) { return r.rules.setting == member; });
}

const label_row* find_row(std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const label_row& r) {
    return r.is_family() ? name.size() > r.stem().size() && name.starts_with(r.stem()) : name == r.shown.name;
  });
  return row == table.end() ? nullptr : &*row;
}

} // namespace signalbox
