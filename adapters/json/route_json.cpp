#include "adapters/json/route_json.hpp"

namespace signalbox {

namespace {

using nlohmann::json;

json options_to_json(const option_map& options) {
  auto object = json::object();
  for (const auto& [name, value] : options)
    object[name] = std::visit([](const auto& v) { return json(v); }, value);
  return object;
}

option_value option_from_json(const json& from, const std::string& where) {
  if (from.is_boolean())
    return from.get<bool>();
  if (from.is_number_integer())
    return from.get<std::int64_t>();
  if (from.is_number_float())
    return from.get<double>();
  if (from.is_string())
    return from.get<std::string>();
  std::vector<std::string> list;
  if (!from.is_array())
    throw bad_json(where, "has to be a string, a number, true, false, or an array of strings");
  json_fields::read(from, where, list);
  return list;
}

option_map options_from_json(const json& from) {
  if (!from.is_object())
    throw bad_json("options", "has to be an object");
  option_map options;
  for (const auto& [name, value] : from.items())
    options[name] = option_from_json(value, "options." + name);
  return options;
}

/// Ports of a proxy: in its container, and published.
struct port_part {
  std::uint16_t http = 0, https = 0, published_http = 0, published_https = 0;
};

template <any_of<port_part> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("http", p.http);
  visit("https", p.https);
  visit("published_http", p.published_http);
  visit("published_https", p.published_https);
}

/// A problem as reported by an extension.
struct reported_problem {
  std::string level, service, where, what, hint;
};

template <any_of<reported_problem> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("level", p.level);
  visit("service", p.service);
  visit("where", p.where);
  visit("what", p.what);
  visit("hint", p.hint);
}

/// The part of the route table that extensions receive: it excludes the networks and secrets that the proxy needs, and
/// the digests of the labels.
struct table_part {
  std::vector<host_route> hosts;
};

template <any_of<table_part> T, class Visitor>
void fields(T& t, Visitor&& visit) {
  visit("hosts", t.hosts);
}

/// The part of the settings that the configuration depends on.
struct cluster_part {
  std::string cluster, config_path;
  port_part ports;
};

template <any_of<cluster_part> Part, class Visitor>
void fields(Part& p, Visitor&& visit) {
  visit("cluster", p.cluster);
  visit("config_path", p.config_path);
  visit("ports", p.ports);
}

} // namespace

json routes_to_json(const route_table& routes, const cluster_settings& c, json_fields::detail much) {
  const cluster_part part{
      c.id.value, c.proxy_config_path, {c.target_port, c.target_ssl_port, c.published_port, c.published_ssl_port}};
  auto object = json_fields::write(part, json_fields::detail::all);
  object["options"] = options_to_json(c.config);
  object["hosts"] = json_fields::write(routes.hosts, much);
  return object;
}

render_input routes_from_json(const json& from) {
  render_input in;
  table_part table;
  json_fields::read(from, "", table);
  in.routes.hosts = std::move(table.hosts);
  auto& c = in.cluster;
  cluster_part part{
      "", c.proxy_config_path, {c.target_port, c.target_ssl_port, c.published_port, c.published_ssl_port}};
  json_fields::read(from, "", part);
  c.id.value = part.cluster;
  c.proxy_config_path = part.config_path;
  c.target_port = part.ports.http;
  c.target_ssl_port = part.ports.https;
  c.published_port = part.ports.published_http;
  c.published_ssl_port = part.ports.published_https;
  if (const auto i = from.find("options"); i != from.end())
    c.config = options_from_json(*i);
  return in;
}

json problems_to_json(const problems& found) {
  auto list = json::array();
  for (const auto& p : found)
    list.push_back({{"level", p.level == severity::error ? "error" : "warning"},
                    {"service", p.service},
                    {"where", p.where},
                    {"what", p.what},
                    {"hint", p.hint}});
  return list;
}

problems problems_from_json(const json& from, const std::string& where) {
  std::vector<reported_problem> told;
  json_fields::read(from, where, told);
  problems found;
  for (auto& t : told)
    found.push_back({t.level == "warning" ? severity::warning : severity::error, std::move(t.service),
                     std::move(t.where), std::move(t.what), std::move(t.hint)});
  return found;
}

} // namespace signalbox
