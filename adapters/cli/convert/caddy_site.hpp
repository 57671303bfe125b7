// The tree of directives that caddy-docker-proxy builds from a service's labels before it writes a Caddyfile.
#pragma once
#include "messages/settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

/// A directive, which can be nested in a directive or a site: `caddy.reverse_proxy.header_up=…`. Children are in the
/// order of their labels.
struct caddy_node {
  std::string name;  ///< without the numbers that order or separate directives
  std::string value; ///< its arguments
  std::string label; ///< the first label that belongs to it, for messages
  std::map<std::string, caddy_node> children;
};

/// Sites by the label's first part: `caddy`, `caddy_1`.
std::map<std::string, caddy_node> read_caddy_labels(const label_map& labels);

/// The arguments of a directive; quoted text and `{{…}}` are one word, without the quotes.
std::vector<std::string> words_of(const std::string& arguments);

/// Address of a site.
struct caddy_address {
  std::string host;   ///< empty: all hosts
  std::string port;   ///< empty: not given
  bool plain = false; ///< HTTP only
  bool has_path = false;
};
std::vector<caddy_address> addresses_of(const std::string& value);

} // namespace signalbox
