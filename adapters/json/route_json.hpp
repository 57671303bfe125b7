// A cluster's route table and what else its configuration depends on, as JSON: what an extension service is sent, and
// what `signalbox render` reads.
#pragma once
#include "adapters/json/json_fields.hpp"
#include "messages/problem.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

/// `{"cluster","ports","options","hosts",…}` as the README describes it; nothing of it is secret.
nlohmann::json routes_to_json(const route_table& routes, const cluster_settings& cluster,
                              json_fields::detail much = json_fields::detail::changed);

/// What a renderer is given.
struct render_input {
  route_table routes;
  cluster_settings cluster;
};

/// Throws `bad_json`, whose text names the place.
render_input routes_from_json(const nlohmann::json& from);

nlohmann::json problems_to_json(const problems& found);

/// Of what an extension found; a level that is not `warning` is an error. Throws `bad_json`.
problems problems_from_json(const nlohmann::json& from, const std::string& where);

} // namespace signalbox
