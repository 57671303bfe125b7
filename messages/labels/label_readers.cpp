// Readers of the labels that describe the service itself: its address and its access rules.
#include "messages/labels/label_readers.hpp"

#include "messages/problem.hpp"
#include "messages/text/host_names.hpp"

#include <algorithm>
#include <array>

namespace signalbox {
namespace {

constexpr std::size_t most_hosts = 64, most_paths = 32, most_redirects = 32;

std::string shown(std::string_view raw) { return "'" + printable(std::string(raw)) + "'"; }

bool one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

/// Result: sorted, each once. False if an item is not a path or if there are too many.
bool read_paths(std::string_view list, std::vector<std::string>& into) {
  for (const auto part : split(list, ',')) {
    auto path = plain_path(part);
    if (!path)
      return false;
    into.push_back(std::move(*path));
  }
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
  return into.size() <= most_paths;
}

bool read_canary(std::string_view text, std::optional<canary_mark>& into, bool (*is_name)(std::string_view)) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  const auto value = equals == text.npos ? std::string_view{} : text.substr(equals + 1);
  into = canary_mark{std::string(name), std::string(value)};
  return is_name(name) && (equals == text.npos || is_plain_value(value));
}

std::optional<host_redirect> redirect_of(const std::vector<std::string_view>& pair) {
  if (pair.size() < 2 || pair.size() > 3)
    return {};
  host_redirect found;
  auto source = pair[0];
  for (const std::string_view scheme : {"http://", "https://"})
    if (source.starts_with(scheme)) {
      source.remove_prefix(scheme.size());
      found.from_http = scheme == "http://";
      found.from_https = !found.from_http;
    }
  if (source.ends_with('/'))
    source.remove_suffix(1);
  const auto host = check_host(source);
  const auto target = redirect_target(pair[1]);
  const auto status = pair.size() == 3 ? whole_number(pair[2], 308) : std::optional(302u);
  if (!std::holds_alternative<std::string>(host) || !target || !status ||
      !(*status == 301 || *status == 302 || *status == 307 || *status == 308))
    return {};
  found.host = std::get<std::string>(host);
  found.go = {*target, static_cast<std::uint16_t>(*status)};
  return found;
}

} // namespace

invalid_value standard_misfit(const label_text& text, const label_description& row) {
  return {shown(text.value) + " does not fit", "give " + std::string(row.value)};
}

bool is_on(std::string_view value) { return one_of(value, {"1", "t", "T", "true", "True", "TRUE"}); }
bool is_off(std::string_view value) { return one_of(value, {"", "0", "f", "F", "false", "False", "FALSE"}); }

misfits read_hosts(const label_text& text, const label_description&, app_labels& into) {
  const auto entries = split(text.value, ',');
  if (entries.size() > most_hosts)
    return {{shown(text.value) + " names " + std::to_string(entries.size()) + " hosts",
             "one service may name at most " + std::to_string(most_hosts) + " hosts"}};
  misfits bad;
  for (const auto entry : entries) {
    auto checked = check_host(entry);
    if (auto* refused = std::get_if<bad_host>(&checked))
      bad.push_back({std::move(refused->what), std::move(refused->hint)});
    else
      into.hosts.push_back(std::move(std::get<std::string>(checked)));
  }
  std::sort(into.hosts.begin(), into.hosts.end());
  into.hosts.erase(std::unique(into.hosts.begin(), into.hosts.end()), into.hosts.end());
  return bad;
}

misfits read_redirects(const label_text& text, const label_description& row, app_labels& into) {
  auto entries = split(text.value, ';');
  if (entries.size() > 1 && entries.back().empty()) // the value ends with `;`
    entries.pop_back();
  for (const auto entry : entries) {
    auto found = redirect_of(split(entry, ','));
    if (!found || into.redirects.size() == most_redirects)
      return {{shown(entry) + " is not a pair that can be served", "give " + std::string(row.value)}};
    into.redirects.push_back(std::move(*found));
  }
  return {};
}

bool read_port(const label_text& text, app_labels& into) {
  const auto port = whole_number(text.value, 65535);
  into.port = static_cast<std::uint16_t>(port.value_or(0));
  return into.port != 0;
}

bool read_network(const label_text& text, app_labels& into) {
  into.network = text.value;
  return is_network_name(text.value);
}

/// `default` is the name that an early draft of Interlock used for `task`.
bool read_mode(const label_text& text, app_labels& into) {
  into.mode = text.value == "vip" ? backend_mode::vip : text.value == "dns" ? backend_mode::dns : backend_mode::task;
  return one_of(text.value, {"task", "default", "vip", "dns"});
}

bool read_roots(const label_text& text, app_labels& into) { return read_paths(text.value, into.roots); }
bool read_websockets(const label_text& text, app_labels& into) { return read_paths(text.value, into.websockets); }

bool read_max_fails(const label_text& text, app_labels& into) {
  return (into.backend_defaults.max_fails = whole_number(text.value, 1000000)).has_value();
}
bool read_fail_timeout(const label_text& text, app_labels& into) {
  return (into.backend_defaults.fail_timeout = span_of_time(text.value)).has_value();
}
bool read_weight(const label_text& text, app_labels& into) {
  return (into.backend_defaults.weight = whole_number(text.value, 100)).has_value();
}
bool read_canary_header(const label_text& text, app_labels& into) {
  return read_canary(text.value, into.backend_defaults.canary_header, is_header_name);
}
bool read_canary_cookie(const label_text& text, app_labels& into) {
  return read_canary(text.value, into.backend_defaults.canary_cookie, is_cookie_name);
}

bool accept_any(const label_text&, app_labels&) { return true; }

} // namespace signalbox
