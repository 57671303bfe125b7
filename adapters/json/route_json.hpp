// A cluster's route table and the settings that its configuration depends on, as JSON: sent to extension services, and
// read by `signalbox render`.
#pragma once
#include "adapters/json/json_fields.hpp"
#include "messages/problem.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

/// `{"cluster","ports","options","hosts",…}` as described in the README; contains no secrets.
nlohmann::json routes_to_json(const route_table& routes, const cluster_settings& cluster,
                              json_fields::detail much = json_fields::detail::changed);

/// The input of a renderer.
struct render_input {
  route_table routes;
  cluster_settings cluster;
};

/// Throws `bad_json`, whose text contains the place.
render_input routes_from_json(const nlohmann::json& from);

nlohmann::json problems_to_json(const problems& found);

/// The problems that an extension reports; a level other than `warning` is an error. Throws `bad_json`.
problems problems_from_json(const nlohmann::json& from, const std::string& where);

} // namespace signalbox
