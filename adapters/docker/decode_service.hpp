// Decodes a managed service, its tasks and its config objects. Pure.
#pragma once
#include "messages/managed_service.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

/// The part of a `Spec` that core manages. `labels` excludes `owned::applied_label`; `replicas` is 0 for a global
/// service. Throws `json_read::malformed`.
managed_spec managed_spec_of(const nlohmann::json& spec);

/// Decodes the answer to an inspection. None if the service has another name: the engine also matches prefixes of ids.
std::variant<std::optional<live_service>, listing_failed> decode_live_service(std::string_view body,
                                                                              const std::string& name);

/// Decodes a list of services.
listed<live_service> decode_proxies(std::string_view body);

/// Tasks of this service whose desired state is running.
listed<service_task> decode_service_tasks(std::string_view body, const std::string& service_id);

/// Config objects with exactly this label, oldest first. `created` is padded to nine digits after the point, because
/// the engine drops trailing zeros and the text would not sort.
listed<config_object> decode_configs(std::string_view body, const std::string& label, const std::string& value);

/// Whether the inspected config object has this name and content (`Data`, in base64).
std::variant<bool, listing_failed> is_same_config(std::string_view body, const std::string& name,
                                                  const std::string& data);

/// The service whose task runs in a container with this id prefix, from a list of tasks and a list of services; the
/// name is empty if no service or more than one matches.
std::variant<core_service, listing_failed> decode_owner(std::string_view tasks, std::string_view services,
                                                        const std::string& container_id_prefix);

} // namespace signalbox
