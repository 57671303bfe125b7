#include "adapters/labels/labels.hpp"

#include <array>

namespace signalbox {
namespace {

constexpr bool acted_on = true, not_yet = false, flag = true, value = false;

constexpr std::array table{
    label_description{"com.docker.lb.backend_mode", acted_on, value,
                      "says who gets the requests: `task` the tasks; `vip` the service's virtual IP, not acted on yet"},
    label_description{"com.docker.lb.context_root", not_yet, value, "serves only this path of the host"},
    label_description{"com.docker.lb.context_root_rewrite", not_yet, flag,
                      "takes the context root off before the application sees the path"},
    label_description{"com.docker.lb.default_backend", not_yet, flag,
                      "answers for every host that nobody else answers for"},
    label_description{"com.docker.lb.fail_timeout", not_yet, value,
                      "sets how long a task's failures are counted, and how long it is then passed over"},
    label_description{"com.docker.lb.hosts", acted_on, value, "names the hosts to serve, separated by commas"},
    label_description{"com.docker.lb.ip_hash", not_yet, flag, "keeps a client's address on the same task"},
    label_description{"com.docker.lb.max_fails", not_yet, value, "sets after how many failures a task is passed over"},
    label_description{"com.docker.lb.network", acted_on, value,
                      "names the one of the service's networks that requests go through"},
    label_description{"com.docker.lb.port", acted_on, value, "gives the container's port that requests go to"},
    label_description{"com.docker.lb.redirects", not_yet, value,
                      "sends clients on, by `source,target` pairs separated by semicolons"},
    label_description{"com.docker.lb.service_cluster", acted_on, value,
                      "picks the service cluster whose proxies serve the application"},
    label_description{"com.docker.lb.ssl_backend", not_yet, flag, "speaks TLS with the application"},
    label_description{"com.docker.lb.ssl_backend_tls_verify", not_yet, value,
                      "says how the application's certificate is verified"},
    label_description{"com.docker.lb.ssl_cert", not_yet, value,
                      "names the secret with the hosts' certificate, for TLS at the proxy"},
    label_description{"com.docker.lb.ssl_key", not_yet, value, "names the secret with the certificate's key"},
    label_description{"com.docker.lb.ssl_only", not_yet, flag, "sends plain HTTP on to HTTPS"},
    label_description{"com.docker.lb.ssl_passthrough", not_yet, flag, "hands TLS to the application untouched"},
    label_description{"com.docker.lb.sticky_session_cookie", not_yet, value,
                      "keeps requests with the same value of this cookie on the same task"},
    label_description{"com.docker.lb.websocket_endpoints", not_yet, value,
                      "names the paths on which a connection may be upgraded"},
};

} // namespace

std::span<const label_description> label_table() { return table; }

} // namespace signalbox
