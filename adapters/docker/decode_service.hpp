// A proxy service, its tasks and its config objects as values. Pure.
#pragma once
#include "messages/managed_service.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

/// The part of a `Spec` that core decides about. `labels` without `owned::applied_label`; `replicas` is 0 for a global
/// service. Throws `json_read::malformed`.
managed_spec managed_spec_of(const nlohmann::json& spec);

/// The answer to an inspection. None if it is a service of another name: an engine also finds by the start of an id.
std::variant<std::optional<live_service>, listing_failed> decode_live_service(std::string_view body,
                                                                              const std::string& name);

/// A list of services.
listed<live_service> decode_proxies(std::string_view body);

/// Tasks of this service whose desired state is running.
listed<service_task> decode_service_tasks(std::string_view body, const std::string& service_id);

/// Config objects with exactly this label, oldest first. `created` is filled up to nine digits after the point, since
/// the engine drops trailing zeros and the text would not sort.
listed<config_object> decode_configs(std::string_view body, const std::string& label, const std::string& value);

/// Whether the answer to an inspection of a config object has this name and content (`Data`, in base 64).
std::variant<bool, listing_failed> is_same_config(std::string_view body, const std::string& name,
                                                  const std::string& data);

/// Name of the service whose task runs in a container with this start of an id, from a list of tasks and one of
/// services; empty if there is none, or more than one.
std::variant<core_service, listing_failed> decode_owner(std::string_view tasks, std::string_view services,
                                                        const std::string& container_id_prefix);

} // namespace signalbox
