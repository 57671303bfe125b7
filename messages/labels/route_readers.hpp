// Readers of the labels that set route settings, for the rows of the table. They are defined here, so that a new label
// with its own reader needs one row and one function.
#pragma once
#include "messages/labels/label_readers.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {

inline constexpr std::size_t most_ranges = 256, most_headers = 32;

/// Reader of a flag of the route.
template <std::optional<bool> route_settings::*Member>
bool flag_of_route(const label_text& text, app_labels& into) {
  into.route.*Member = is_on(text.value);
  return is_on(text.value) || is_off(text.value);
}

/// Reader of a setting that is kept as written if `Fits` accepts it.
template <std::optional<std::string> route_settings::*Member, bool (*Fits)(std::string_view)>
bool text_of_route(const label_text& text, app_labels& into) {
  into.route.*Member = text.value;
  return Fits(text.value);
}

/// Reader of a setting whose value `Grammar` returns; nothing if the text is invalid.
template <auto Member, auto Grammar>
bool setting_of_route(const label_text& text, app_labels& into) {
  return (into.route.*Member = Grammar(text.value)).has_value();
}

/// The labels of `ssl_backend…` have no fixed order, and are effective only if `ssl_backend` is on.
inline backend_tls& tls_of(app_labels& into) {
  if (!into.route.tls)
    into.route.tls.emplace();
  return *into.route.tls;
}

inline bool read_backend_tls(const label_text& text, app_labels& into) {
  tls_of(into);
  return is_on(text.value) || is_off(text.value);
}
inline bool read_backend_verify(const label_text& text, app_labels& into) {
  tls_of(into).verify = text.value == "required";
  return text.value == "required" || text.value == "none";
}
template <std::string backend_tls::*Member>
bool secret_for_backend(const label_text& text, app_labels& into) {
  tls_of(into).*Member = text.value;
  return is_secret_name(text.value);
}
inline bool read_backend_name(const label_text& text, app_labels& into) {
  const auto ref = parse_route_ref(text.value);
  tls_of(into).name = ref ? ref->host : "";
  return ref && text.value.find('/') == text.value.npos;
}

/// Location of the name of a secret; null if the route has none.
template <std::optional<std::string> route_settings::*Member>
std::string* secret_of_route(app_labels& labels) {
  auto& name = labels.route.*Member;
  return name ? &*name : nullptr;
}
template <std::string backend_tls::*Member>
std::string* secret_of_backend(app_labels& labels) {
  auto& tls = labels.route.tls;
  return tls ? &((*tls).*Member) : nullptr;
}

inline bool is_protocol(std::string_view text) {
  return text == "http1" || text == "h2c" || text == "h2" || text == "grpc";
}

inline std::optional<bool> on_or_off(std::string_view text) {
  return text == "on" || text == "off" ? std::optional(text == "on") : std::nullopt;
}

/// `10`, `10r/s`, `10r/s burst=20`
inline std::optional<request_rate> rate_of(std::string_view text) {
  const auto blank = std::min(text.find(' '), text.size());
  auto rate = text.substr(0, blank), burst = trimmed(text.substr(blank));
  if (rate.ends_with("r/s"))
    rate.remove_suffix(3);
  if (!burst.empty() && !burst.starts_with("burst="))
    return {};
  const auto per_second = whole_number(rate, 1000000);
  const auto more = burst.empty() ? std::optional(0u) : whole_number(burst.substr(6), 1000000);
  if (!per_second || *per_second == 0 || !more)
    return {};
  return request_rate{*per_second, *more};
}

/// Sorted, each once.
inline std::optional<std::vector<std::string>> address_ranges(std::string_view list) {
  std::vector<std::string> all;
  for (const auto part : split(list, ',')) {
    auto range = address_range(part);
    if (!range)
      return {};
    all.push_back(std::move(*range));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all.size() <= most_ranges ? std::optional(std::move(all)) : std::nullopt;
}

/// Headers that delimit a message or that hold for one connection only: nginx sets them.
inline bool is_frame_header(std::string_view lower) {
  for (const std::string_view name : {"connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer",
                                      "keep-alive", "proxy-connection", "expect", "http2-settings"})
    if (lower == name)
      return true;
  return false;
}

/// Result: lower case, sorted.
inline std::optional<std::vector<std::string>> header_names(std::string_view list) {
  std::vector<std::string> all;
  for (const auto part : split(list, ',')) {
    if (!is_header_name(part) || is_frame_header(lowered(part)))
      return {};
    all.push_back(lowered(part));
  }
  std::sort(all.begin(), all.end());
  return all.size() <= most_headers ? std::optional(std::move(all)) : std::nullopt;
}

inline misfits keep_header(const label_text& text, const label_description& row, std::optional<header_map>& into) {
  if (!into)
    into.emplace();
  auto name = lowered(text.key);
  if (!is_header_name(name))
    return {{"is not about a header's name", "use letters, digits and '-', at most 64"}};
  if (is_frame_header(name))
    return {{"is about a header that says where a message ends, or that holds for one connection", "remove the label"}};
  if (into->contains(name))
    return {{"says again what another label says in other letters", "remove one of them"}};
  if (!is_header_value(text.value) || into->size() == most_headers)
    return {standard_misfit(text, row)};
  into->emplace(std::move(name), trimmed(text.value));
  return {};
}
inline misfits read_request_header(const label_text& text, const label_description& row, app_labels& into) {
  return keep_header(text, row, into.route.request_headers);
}
inline misfits read_response_header(const label_text& text, const label_description& row, app_labels& into) {
  if (const auto name = lowered(text.key); name == "server" || name == "date")
    return {{"is about a header that nginx writes into every answer itself", "remove the label"}};
  return keep_header(text, row, into.route.response_headers);
}

/// A folder on a host, without `/` at its end.
inline std::optional<route_ref> folder_on_a_host(std::string_view text) {
  auto ref = parse_route_ref(text);
  if (ref && ref->path == "/")
    ref->path.clear();
  return ref;
}

/// Result: sorted, each once. Status 499 is nginx's own, for a closed client connection.
inline std::optional<std::vector<std::uint16_t>> error_statuses(std::string_view list) {
  std::vector<std::uint16_t> all;
  for (const auto part : split(list, ',')) {
    const auto status = whole_number(part, 599);
    if (!status || *status < 400 || *status == 499)
      return {};
    all.push_back(static_cast<std::uint16_t>(*status));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

} // namespace signalbox
