// Checks of single texts in the TOML file. Each check returns nothing, or the problem and a hint.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

/// `what` completes the sentence `Key = "value" …`.
struct invalid_text {
  std::string what, hint;
};

using text_check = std::optional<invalid_text> (*)(std::string_view text);

/// `[Extensions.<name>]`: letters, digits, `_`, `.`, `-`, beginning with a letter or digit.
std::optional<invalid_text> check_block_name(std::string_view text);
/// Swarm's rule: a DNS label of up to 63 letters, digits, `-`, `_`, beginning and ending with a letter or digit.
std::optional<invalid_text> check_service_name(std::string_view text);
/// `host:port`, `[ipv6]:port`, `:port`, `port` or `unix:///path`.
std::optional<invalid_text> check_listen_addr(std::string_view text);
/// `unix:///path`, `tcp://host:port`, `http://host:port` or `https://host:port`.
std::optional<invalid_text> check_docker_url(std::string_view text);
/// `ATTRIBUTE==VALUE` or `ATTRIBUTE!=VALUE`, with an attribute that Swarm supports.
std::optional<invalid_text> check_constraint(std::string_view text);
/// `spread=node.labels.rack` or `node.labels.rack`; also with `engine.labels.`.
std::optional<invalid_text> check_preference(std::string_view text);
/// A signal's name, with or without `SIG`, or its number.
std::optional<invalid_text> check_stop_signal(std::string_view text);
/// An image reference: not empty, no spaces.
std::optional<invalid_text> check_image(std::string_view text);
/// A path in a container that begins with `/`.
std::optional<invalid_text> check_absolute_path(std::string_view text);
/// Printable, without spaces.
std::optional<invalid_text> check_word(std::string_view text);
/// `ServiceCluster`: printable, without spaces around it.
std::optional<invalid_text> check_service_cluster(std::string_view text);
/// A label's key: printable, without spaces.
std::optional<invalid_text> check_label_key(std::string_view text);
/// The key of a label on managed services; core's own label keys are refused.
std::optional<invalid_text> check_proxy_label_key(std::string_view text);

} // namespace signalbox
