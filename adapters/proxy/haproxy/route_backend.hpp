// The backends of a host: the checks and changes of the requests to each path, and their tasks.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

/// A request on a connection that was opened for another host (RFC 9110, 7.4).
inline constexpr const char* misdirected =
    "http-request return status 421 content-type text/plain string \"Misdirected Request\"";

/// Every backend of the hosts that share them, with their rate tables. A comment above each names its services.
void write_backends(haproxy_writer& out, const identical_hosts& hosts, const haproxy_context& context);

/// Whether a host with TLS passthrough redirects plain HTTP.
bool sends_on_beside_passthrough(const host_route& host);

} // namespace signalbox
