// The headers that the proxy adds, for applications and for clients.
#pragma once
#include "adapters/proxy/common/options.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/route_settings.hpp"

#include <string>

namespace signalbox {

/// Within double quotes, where nothing but a quote has a meaning of all that `is_header_value` lets through.
std::string quoted(const std::string& value);

/// The headers that every application gets; those that a location adds take their places.
void write_request_headers(nginx_writer& out, const header_map& own, bool upgrades);

/// The x-… headers of every answer.
void write_info_headers(nginx_writer& out, const proxy_options& options);

} // namespace signalbox
