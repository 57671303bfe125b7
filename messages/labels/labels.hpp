// The one place that knows the names of the labels, what they may hold, and what they mean.
//
// Labels are written by tenants, so their values are hostile until proven plain. Each value has a grammar of its own; a
// value outside of it never gets past this header, except cut and escaped inside a problem's text.
#pragma once
#include "messages/labels/app_labels.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// What every label starts with.
inline constexpr std::string_view label_prefix = "com.docker.lb.";

/// `hosts` becomes `com.docker.lb.hosts`.
std::string full_label(std::string_view label);

/// One label, for people.
struct label_description {
  std::string_view name;          ///< without the prefix; a family of labels ends with `.*`
  std::string_view value;         ///< what it may hold; completes "give …"
  std::string_view default_value; ///< what holds without it
  std::string_view description;   ///< completes "it …"
  std::string_view source;        ///< where the behaviour comes from
};

/// `labels` is empty when the service has to be left out, and `found` then holds at least one error.
struct parsed_labels {
  std::optional<app_labels> labels;
  problems found;
};

/// Every label that has an effect, sorted by name.
std::vector<label_description> label_table();

/// Whether a service has any label under `com.docker.lb.`, known or not.
bool asks_for_routing(const label_map& labels);

/// The value of `com.docker.lb.service_cluster`; empty if there is none. It is only ever compared, never rendered.
std::string service_cluster_of(const label_map& labels);

/// Reads a service's labels and says everything that is wrong with them at once.
parsed_labels parse_labels(const std::string& service, const label_map& labels);

/// The secrets that a service's labels name: each with its label in full, and the place of its name.
struct named_secret {
  std::string label;
  std::string* name;
};
std::vector<named_secret> named_secrets(app_labels& labels);

/// The labels, in full, by which the settings of a service that joins a route contradict those that the route has. What
/// the later one leaves open it takes over.
std::vector<std::string> contradictions(const route_settings& route, const route_settings& later);

} // namespace signalbox
