// What core decides about, written into a service's specification. Pure.
//
// The specification belongs to two: core's part is in `managed_spec`, everything else is the operator's, including
// fields that this program has never heard of. So a field is touched only if it says something else than it should;
// entries of lists that stay keep what else is in them (a network's aliases, a config's owner and mode, a port's name).
#pragma once
#include "messages/managed_service.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

using id_map = std::map<std::string, std::string>; ///< by name

/// Of config objects and secrets, which the engine wants to be told by name and id.
struct object_ids {
  id_map configs{}, secrets{};
};
struct object_names {
  std::vector<std::string> configs, secrets;
};

/// Names in `spec` that `raw` mounts nowhere, so that their ids have to be asked for.
/// This and the two below throw `json_read::malformed` if `raw` is not a specification.
object_names unknown_objects(const std::string& raw, const managed_spec& spec);

/// `raw` with `merged` written over it, and `desired` into `owned::applied_label`. `ids` for `unknown_objects`; throws
/// `std::out_of_range` if one is missing. The replicas of a global service are left alone.
std::string overlay_spec(const std::string& raw, const managed_spec& merged, const managed_spec& desired,
                         const object_ids& ids);

/// A new service: replicated, one task at a time updated. What it does not say, the engine decides.
std::string new_spec(const std::string& name, const managed_spec& desired, const object_ids& ids);

/// Ids by name from a list of config objects or of secrets, those with exactly these names.
id_map ids_of(const std::string& body, const std::vector<std::string>& names);

} // namespace signalbox
