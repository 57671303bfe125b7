// Writes the desired spec into a service's spec. Pure.
//
// `managed_spec` holds the fields that core manages. All other fields are the operator's, including fields that this
// program does not know. So a field is changed only if its value differs; list entries that stay keep their other
// fields (a network's aliases, a config's owner and mode, a port's name).
#pragma once
#include "messages/managed_service.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

using id_map = std::map<std::string, std::string>; ///< by name

/// Ids of config objects and secrets: the engine requires both name and id.
struct object_ids {
  id_map configs{}, secrets{};
};
struct object_names {
  std::vector<std::string> configs, secrets;
};

/// Names in `spec` that `raw` does not mount, so that their ids have to be looked up. This function and the two below
/// throw `json_read::malformed` if `raw` is not a spec.
object_names unknown_objects(const std::string& raw, const managed_spec& spec);

/// `raw` with `merged` written over it, and `desired` in `owned::applied_label`. `ids` has to contain
/// `unknown_objects`; throws `std::out_of_range` if one is missing. The replicas of a global service are not changed.
std::string overlay_spec(const std::string& raw, const managed_spec& merged, const managed_spec& desired,
                         const object_ids& ids);

/// The spec of a new service: replicated, updated one task at a time. Fields that are not set get the engine's
/// defaults.
std::string new_spec(const std::string& name, const managed_spec& desired, const object_ids& ids);

/// Ids by name from a list of config objects or secrets; only exact matches of `names`.
id_map ids_of(const std::string& body, const std::vector<std::string>& names);

} // namespace signalbox
