// The tree that caddy-docker-proxy makes of a service's labels before it writes a Caddyfile.
#pragma once
#include "messages/settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

/// `caddy.reverse_proxy.header_up=…`: a directive in a directive in a site. Children are in the order of their labels.
struct caddy_node {
  std::string name;  ///< without the numbers that order or separate directives
  std::string value; ///< its arguments
  std::string label; ///< for people: the first label that speaks of it
  std::map<std::string, caddy_node> children;
};

/// Sites by the label's first part: `caddy`, `caddy_1`.
std::map<std::string, caddy_node> read_caddy_labels(const label_map& labels);

/// The words of a directive's arguments; what is in quotes or `{{…}}` is one word, without the quotes.
std::vector<std::string> words_of(const std::string& arguments);

/// Where a site is served.
struct caddy_address {
  std::string host;   ///< empty: everywhere
  std::string port;   ///< empty: not given
  bool plain = false; ///< HTTP only
};
std::vector<caddy_address> addresses_of(const std::string& value);

} // namespace signalbox
