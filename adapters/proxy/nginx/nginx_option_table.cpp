#include "adapters/proxy/nginx/nginx_option_table.hpp"

#include "adapters/proxy/nginx/nginx_grammar.hpp"

#include <array>

namespace signalbox {
namespace {

using namespace grammars;

constexpr std::string_view main_fields =
    R"('$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent )"
    R"("$http_referer" "$http_user_agent" "$http_x_forwarded_for"')";
constexpr std::string_view trace_fields =
    R"('$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent )"
    R"("$http_referer" "$http_user_agent" "$http_x_forwarded_for" $reqid $msec $request_time )"
    R"($upstream_connect_time $upstream_header_time $upstream_response_time')";

const std::array table{
    option_description{"AccessLogPath", &access_log, "/dev/stdout", "access_log",
                       "says where requests are logged, in the format `main`; `off` logs none"},
    option_description{"AdminPass", nullptr, "", "", "is for HAProxy's page of statistics"},
    option_description{"AdminUser", nullptr, "", "", "is for HAProxy's page of statistics"},
    option_description{"ClientBodyBufferSize", &buffer_size, "8k", "client_body_buffer_size",
                       "sets how much of a request's body is kept in memory"},
    option_description{"ClientBodyTimeout", &grammars::time, "60s", "client_body_timeout",
                       "sets how long a client may pause while it sends a body"},
    option_description{"ClientHeaderBufferSize", &buffer_size, "1k", "client_header_buffer_size",
                       "sets the room for an ordinary request's header"},
    option_description{"ClientMaxBodySize", &body_size, "1m", "client_max_body_size",
                       "sets the largest body a request may have"},
    option_description{"ConnectTimeout", &seconds, "5", "proxy_connect_timeout",
                       "sets after how many seconds a task that takes no connection is passed over"},
    option_description{"ErrorLogPath", &error_log, "/dev/stdout", "error_log",
                       "says where warnings and errors are logged"},
    option_description{"ForwardedHeader", &flag, "off", "proxy_set_header Forwarded",
                       "tells applications about the client in the header of RFC 7239, too"},
    option_description{"GlobalOptions", &main_lines, "", "",
                       "adds directives to the main context, in front of `events`"},
    option_description{"HTTPOptions", &http_lines, "", "",
                       "adds directives to the `http` context, in front of the hosts"},
    option_description{"HTTPVersion", &http_version, "1.1", "proxy_http_version",
                       "sets the version spoken with tasks; with 1.0 no connection is kept open"},
    option_description{"HideInfoHeaders", &flag, "off", "add_header", "leaves the five x-… headers out of the answers"},
    option_description{"IPHash", &flag, "off", "ip_hash",
                       "keeps a client's address on the same task, for every service that does not say otherwise"},
    option_description{"KeepaliveTimeout", &times, "75s", "keepalive_timeout",
                       "sets how long a client's idle connection stays open"},
    option_description{"LargeClientHeaderBuffers", &buffers, "4 8k", "large_client_header_buffers",
                       "sets the room for a large request's header"},
    option_description{"MainLogFormat", &log_format, main_fields, "log_format main",
                       "says what is logged of a request"},
    option_description{"MaxConnections", &connections, "1024", "worker_connections",
                       "limits the connections of one worker, those to tasks among them"},
    option_description{"PidPath", &pid_path, "/var/run/proxy.pid", "pid", "says where the process id is written"},
    option_description{"ProxyBufferSize", &buffer_size, "16k", "proxy_buffer_size",
                       "sets the room for the headers of an answer, and for each part of an answer"},
    option_description{"ProxyProtocolFrom", &ranges, "", "listen … proxy_protocol, set_real_ip_from",
                       "takes the PROXY protocol on both ports, and believes these addresses about their clients"},
    option_description{"RLimitNoFile", &open_files, "65535", "worker_rlimit_nofile",
                       "limits the files and connections a worker may have open"},
    option_description{"ReadTimeout", &seconds, "600", "proxy_read_timeout",
                       "sets for how many seconds a task may be silent before it answers"},
    option_description{"SSLCiphers", &ciphers, modern_ciphers, "ssl_ciphers", "sets the ciphers of TLS 1.2"},
    option_description{"SSLDefaultDHParam", nullptr, "", "",
                       "is a size that only the file of SSLDefaultDHParamPath has"},
    option_description{"SSLDefaultDHParamPath", &pid_path, "", "ssl_dhparam",
                       "names the file with the parameters of the key exchange"},
    option_description{"SSLOpts", nullptr, "", "", "is for HAProxy's line of TLS; HTTPOptions can hold directives"},
    option_description{"SSLProtocols", &tls_versions, "TLSv1.2 TLSv1.3", "ssl_protocols", "sets the versions of TLS"},
    option_description{"SSLVerify", nullptr, "required", "",
                       "is for HAProxy's servers; ssl_backend_tls_verify is a label"},
    option_description{"SendTimeout", &seconds, "600", "proxy_send_timeout, send_timeout",
                       "sets for how many seconds a task or a client may take nothing"},
    option_description{"ServerNamesHashBucketSize", &hash_bytes, "128", "server_names_hash_bucket_size",
                       "sets the least size; it grows with the names by itself"},
    option_description{"TCPOptions", &tcp_lines, "", "", "adds directives to the `stream` context"},
    option_description{"TraceLogFormat", &log_format, trace_fields, "log_format trace",
                       "is another format, for an `access_log` among the HTTPOptions"},
    option_description{"TrustedProxies", &ranges, "", "set_real_ip_from",
                       "uses the X-Forwarded headers of requests from these addresses; those of others are replaced"},
    option_description{"UnderscoresInHeaders", &flag, "off", "underscores_in_headers",
                       "lets clients send headers with `_` in their names"},
    option_description{"UpstreamZoneSize", &zone_kilobytes, "64", "zone",
                       "sets the least size, in kilobytes, of what workers share about tasks; it grows by itself"},
    option_description{"User", &account, "nginx", "user",
                       "is the account that workers run as; it has to exist in the image"},
    option_description{"Version", &version, "", "",
                       "says which nginx the proxy's image has, so that more than what 1.22 can may be used"},
    option_description{"WorkerProcesses", &workers, "auto", "worker_processes", "sets how many workers there are"},
};

} // namespace

option_table nginx_option_table() { return {"nginx", table}; }

} // namespace signalbox
