// The names of the labels, their accepted values and their meaning are defined in this folder only.
//
// Tenants write labels, so values are hostile until checked. Each value has its own grammar; a value that does not
// match it never passes this header, except cut and escaped inside a problem's text.
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

/// Prefix of every label.
inline constexpr std::string_view label_prefix = "com.docker.lb.";

/// `hosts` becomes `com.docker.lb.hosts`.
std::string full_label(std::string_view label);

/// Description of one label, for documentation and messages.
struct label_description {
  std::string_view name;          ///< without the prefix; a family of labels ends with `.*`
  std::string_view value;         ///< what it may hold; completes "give …"
  std::string_view default_value; ///< what holds without it
  std::string_view description;   ///< completes "it …"
  std::string_view source;        ///< where the behaviour comes from
};

/// `labels` is empty if the service must be left out; `found` then contains at least one error.
struct parsed_labels {
  std::optional<app_labels> labels;
  problems found;
};

/// Every label that has an effect, sorted by name.
std::vector<label_description> label_table();

/// Whether a service has any label under `com.docker.lb.`, known or not.
bool asks_for_routing(const label_map& labels);

/// The labels under `com.docker.lb.`, known or not.
label_map routing_labels(const label_map& labels);

/// The problem of a service whose containers have routing labels, which have no effect there. `level`: a warning if the
/// service has such labels, too.
problem misplaced_labels(const std::string& service, const label_map& on_containers, severity level);

/// The value of `com.docker.lb.service_cluster`; empty if there is none. It is only compared, never rendered.
std::string service_cluster_of(const label_map& labels);

/// Parses a service's labels and returns all problems at once. Where the proxies do not see the clients' addresses,
/// a service with a label that would admit everybody is left out.
parsed_labels parse_labels(const std::string& service, const label_map& labels, client_view clients = {});

/// A secret that a service's labels name: the full label, and the location of the secret's name.
struct named_secret {
  std::string label;
  std::string* name;
};
std::vector<named_secret> named_secrets(app_labels& labels);

/// The full names of the labels whose settings contradict those of the route that the service joins. The service
/// inherits settings that it leaves open.
std::vector<std::string> contradictions(const route_settings& route, const route_settings& later);

} // namespace signalbox
