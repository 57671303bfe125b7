// Readers of what a service asks of the requests that lead to it.
#include "messages/labels/label_readers.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::size_t most_ranges = 256, most_headers = 32;

template <class T>
bool keep(std::optional<T>& into, std::optional<T> value) {
  into = std::move(value);
  return into.has_value();
}

bool keep_secret(std::string& into, std::string_view name) {
  into = name;
  return is_secret_name(name);
}

/// The labels of `ssl_backend…` may come in any order, and count only if the first of them is on.
backend_tls& tls_of(app_labels& into) {
  if (!into.route.tls)
    into.route.tls.emplace();
  return *into.route.tls;
}

bool keep_ranges(std::string_view list, std::optional<std::vector<std::string>>& into) {
  into.emplace();
  for (const auto part : split(list, ',')) {
    auto range = address_range(part);
    if (!range)
      return false;
    into->push_back(std::move(*range));
  }
  std::sort(into->begin(), into->end());
  into->erase(std::unique(into->begin(), into->end()), into->end());
  return into->size() <= most_ranges;
}

/// Those that say where a message ends, or that hold for one connection only: nginx writes them itself.
bool is_frame_header(std::string_view lower) {
  for (const std::string_view name : {"connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer",
                                      "keep-alive", "proxy-connection", "expect", "http2-settings"})
    if (lower == name)
      return true;
  return false;
}

misfits keep_header(const label_text& text, const label_description& row, std::optional<header_map>& into) {
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

} // namespace

bool read_sticky_cookie(const label_text& text, app_labels& into) {
  into.route.sticky_cookie = text.value;
  return is_cookie_name(text.value);
}
bool read_hsts(const label_text& text, app_labels& into) { return keep(into.route.hsts, hsts_value(text.value)); }

bool read_backend_tls(const label_text& text, app_labels& into) {
  tls_of(into);
  return is_on(text.value) || is_off(text.value);
}
bool read_backend_verify(const label_text& text, app_labels& into) {
  tls_of(into).verify = text.value == "required";
  return text.value == "required" || text.value == "none";
}
bool read_backend_authority(const label_text& text, app_labels& into) {
  return keep_secret(tls_of(into).authority, text.value);
}
bool read_backend_certificate(const label_text& text, app_labels& into) {
  return keep_secret(tls_of(into).certificate, text.value);
}
bool read_backend_key(const label_text& text, app_labels& into) { return keep_secret(tls_of(into).key, text.value); }
bool read_backend_name(const label_text& text, app_labels& into) {
  const auto place = place_on_a_host(text.value);
  tls_of(into).name = place ? place->host : "";
  return place && text.value.find('/') == text.value.npos;
}

bool read_max_body(const label_text& text, app_labels& into) {
  return keep(into.route.max_body, size_in_bytes(text.value));
}
bool read_connect_timeout(const label_text& text, app_labels& into) {
  return keep(into.route.connect_timeout, span_of_time(text.value));
}
bool read_read_timeout(const label_text& text, app_labels& into) {
  return keep(into.route.read_timeout, span_of_time(text.value));
}
bool read_send_timeout(const label_text& text, app_labels& into) {
  return keep(into.route.send_timeout, span_of_time(text.value));
}

/// `10`, `10r/s`, `10r/s burst=20`
bool read_rate(const label_text& text, app_labels& into) {
  const auto blank = std::min(text.value.find(' '), text.value.size());
  auto rate = text.value.substr(0, blank), burst = trimmed(text.value.substr(blank));
  if (rate.ends_with("r/s"))
    rate.remove_suffix(3);
  if (!burst.empty() && !burst.starts_with("burst="))
    return false;
  const auto per_second = whole_number(rate, 1000000);
  const auto more = burst.empty() ? std::optional(0u) : whole_number(burst.substr(6), 1000000);
  into.route.rate = request_rate{per_second.value_or(1), more.value_or(0)};
  return per_second && *per_second > 0 && more;
}

misfits read_request_header(const label_text& text, const label_description& row, app_labels& into) {
  return keep_header(text, row, into.route.request_headers);
}
misfits read_response_header(const label_text& text, const label_description& row, app_labels& into) {
  if (const auto name = lowered(text.key); name == "server" || name == "date")
    return {{"is about a header that nginx writes into every answer itself", "remove the label"}};
  return keep_header(text, row, into.route.response_headers);
}

bool read_basic_auth(const label_text& text, app_labels& into) {
  into.route.basic_auth = text.value;
  return is_secret_name(text.value);
}
bool read_allow_from(const label_text& text, app_labels& into) {
  return keep_ranges(text.value, into.route.allow_from);
}
bool read_deny_from(const label_text& text, app_labels& into) { return keep_ranges(text.value, into.route.deny_from); }

bool read_auth(const label_text& text, app_labels& into) { return keep(into.route.auth, place_on_a_host(text.value)); }

bool read_auth_headers(const label_text& text, app_labels& into) {
  into.route.auth_headers.emplace();
  for (const auto part : split(text.value, ',')) {
    if (!is_header_name(part) || is_frame_header(lowered(part)))
      return false;
    into.route.auth_headers->push_back(lowered(part));
  }
  std::sort(into.route.auth_headers->begin(), into.route.auth_headers->end());
  return into.route.auth_headers->size() <= most_headers;
}

bool read_error_pages(const label_text& text, app_labels& into) {
  auto place = place_on_a_host(text.value);
  if (place && place->path == "/")
    place->path.clear();
  return keep(into.route.error_pages, std::move(place));
}

bool read_error_statuses(const label_text& text, app_labels& into) {
  auto& all = into.route.error_statuses.emplace();
  for (const auto part : split(text.value, ',')) {
    const auto status = whole_number(part, 599);
    if (!status || *status < 400 || *status == 499)
      return false;
    all.push_back(static_cast<std::uint16_t>(*status));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return true;
}

} // namespace signalbox
