#include "adapters/proxy/haproxy/haproxy_option_table.hpp"

#include "adapters/proxy/haproxy/haproxy_grammar.hpp"

#include <array>

namespace signalbox {
namespace {

using namespace grammars;

const std::array table{
    option_description{"AdminPass", &admin_password, "", "stats auth", "is the password for AdminUser"},
    option_description{"AdminUser", &admin_user, "", "stats auth",
                       "opens the page of statistics to this user, at `/haproxy?stats` of every host"},
    option_description{"ClientMaxBodySize", &body_size, "0", "http-request deny deny_status 413",
                       "sets the largest body a request may have"},
    option_description{"ClientTimeout", &seconds, "60", "timeout client, timeout http-request",
                       "sets for how many seconds a client may be silent in the middle of a request or an answer"},
    option_description{"ConnectTimeout", &seconds, "5", "timeout connect",
                       "sets after how many seconds a task that takes no connection is passed over"},
    option_description{"DefaultOptions", &default_lines, "", "", "adds lines to the section `defaults`"},
    option_description{"ForwardedHeader", &flag, "off", "http-request add-header forwarded",
                       "tells applications about the client in the header of RFC 7239, too"},
    option_description{"GlobalOptions", &global_lines, "", "", "adds lines to the section `global`"},
    option_description{"HideInfoHeaders", &flag, "off", "http-after-response set-header",
                       "leaves the five x-… headers out of the answers"},
    option_description{"IPHash", &flag, "off", "balance source",
                       "keeps a client's address on the same task, for every service that does not say otherwise"},
    option_description{"MaxConnections", &connection_count, "4096", "maxconn",
                       "limits the connections of all clients together; one by TLS counts twice"},
    option_description{"PidPath", &pid_path, "", "pidfile", "says where the process id is written"},
    option_description{"ProxyProtocolFrom", &ranges, "", "tcp-request connection expect-proxy",
                       "takes the PROXY protocol on both ports from these addresses, and from no other"},
    option_description{"SSLCiphers", &ciphers, modern_ciphers, "ssl-default-bind-ciphers",
                       "sets the ciphers of TLS 1.2"},
    option_description{"SSLDefaultDHParam", &key_bits, "2048", "tune.ssl.default-dh-param",
                       "sets the size of a key exchange without elliptic curves"},
    option_description{"SSLOpts", &bind_words, "", "bind … ssl", "adds words to each line that takes TLS"},
    option_description{"SSLProtocols", &tls_range, "TLSv1.2 TLSv1.3", "ssl-default-bind-options",
                       "sets the versions of TLS"},
    option_description{"SSLVerify", nullptr, "required", "", "is said for each service by ssl_backend_tls_verify"},
    option_description{"ServerTimeout", &seconds, "600", "timeout server, timeout tunnel",
                       "sets for how many seconds a task, or a websocket, may be silent"},
    option_description{"TrustedProxies", &ranges, "", "http-request set-src",
                       "uses the X-Forwarded headers of requests from these addresses; those of others are replaced"},
    option_description{"UnderscoresInHeaders", &flag, "off", "http-request del-header",
                       "lets clients send headers with `_` in their names"},
    option_description{"Version", &version, "", "",
                       "says which HAProxy the proxy's image has; `backend_mode=dns` asks for it"},
};

} // namespace

option_table haproxy_option_table() { return {"HAProxy", table}; }

} // namespace signalbox
