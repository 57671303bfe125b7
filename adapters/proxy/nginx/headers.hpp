// The headers that the proxy adds to requests and responses.
#pragma once
#include "adapters/proxy/common/options.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/route_settings.hpp"

#include <string>

namespace signalbox {

/// Within double quotes, where only a quote has a meaning among the characters that `is_header_value` allows.
std::string quoted(const std::string& value);

/// The headers that every application gets; headers of a location replace them.
void write_request_headers(nginx_writer& out, const header_map& own, bool upgrades);

/// The x-… headers of every response.
void write_info_headers(nginx_writer& out, const proxy_options& options);

} // namespace signalbox
