// One reader for each kind of value: it stores the parsed value, or returns that the text is invalid.
#pragma once
#include "messages/labels/app_labels.hpp"
#include "messages/labels/labels.hpp"
#include "messages/text/value_grammars.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// A label as written; `key` is the part of the name that matches the `*` of a family.
struct label_text {
  std::string_view key, value;
};

/// Why a value is invalid, and what to write instead.
struct invalid_value {
  std::string what, hint;
};
using misfits = std::vector<invalid_value>;
using label_reader = misfits (*)(const label_text& text, const label_description& row, app_labels& into);

/// "'VALUE' is not …", completed with the row's description.
invalid_value standard_misfit(const label_text& text, const label_description& row);

/// Makes a reader of a predicate on the value.
template <bool (*Fits)(const label_text&, app_labels&)>
misfits reading(const label_text& text, const label_description& row, app_labels& into) {
  return Fits(text, into) ? misfits{} : misfits{standard_misfit(text, row)};
}

/// Accepts the values that Interlock parses as true and false.
bool is_on(std::string_view value);
bool is_off(std::string_view value);

/// Reader of a flag that is a member of `app_labels`.
template <bool app_labels::*Member>
bool flag_of_service(const label_text& text, app_labels& into) {
  into.*Member = is_on(text.value);
  return is_on(text.value) || is_off(text.value);
}

/// Reader of a secret's name that is a member of `app_labels`, and the location of that member.
template <std::string app_labels::*Member>
bool secret_for_service(const label_text& text, app_labels& into) {
  into.*Member = text.value;
  return is_secret_name(text.value);
}
template <std::string app_labels::*Member>
std::string* secret_of_service(app_labels& labels) {
  return &(labels.*Member);
}

misfits read_hosts(const label_text& text, const label_description& row, app_labels& into);
misfits read_redirects(const label_text& text, const label_description& row, app_labels& into);

bool read_port(const label_text& text, app_labels& into);
bool read_network(const label_text& text, app_labels& into);
bool read_mode(const label_text& text, app_labels& into);
bool read_roots(const label_text& text, app_labels& into);
bool read_websockets(const label_text& text, app_labels& into);
bool read_max_fails(const label_text& text, app_labels& into);
bool read_fail_timeout(const label_text& text, app_labels& into);
bool read_weight(const label_text& text, app_labels& into);
bool read_canary_header(const label_text& text, app_labels& into);
bool read_canary_cookie(const label_text& text, app_labels& into);
bool accept_any(const label_text& text, app_labels& into);

} // namespace signalbox
