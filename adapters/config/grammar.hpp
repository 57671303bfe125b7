// What a text in the file may look like. Each check gives nothing, or what is wrong and the way out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

/// Completes the sentence `Key = "value" …`.
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
/// `ATTRIBUTE==VALUE` or `ATTRIBUTE!=VALUE`, with an attribute that Swarm knows.
std::optional<invalid_text> check_constraint(std::string_view text);
/// `spread=node.labels.rack` or `node.labels.rack`; `engine.labels.` as well.
std::optional<invalid_text> check_preference(std::string_view text);
/// A signal's name, with or without `SIG`, or its number.
std::optional<invalid_text> check_stop_signal(std::string_view text);
/// An image reference: not empty, no spaces.
std::optional<invalid_text> check_image(std::string_view text);
/// A path in a container that begins with `/`.
std::optional<invalid_text> check_absolute_path(std::string_view text);
/// One printable word.
std::optional<invalid_text> check_word(std::string_view text);
/// `ServiceCluster`: printable, without spaces around it.
std::optional<invalid_text> check_service_cluster(std::string_view text);
/// A label's key: one printable word.
std::optional<invalid_text> check_label_key(std::string_view text);
/// The key of a label on what core makes: not one that core finds its own things by.
std::optional<invalid_text> check_proxy_label_key(std::string_view text);

} // namespace signalbox
