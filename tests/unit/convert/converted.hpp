// Shorthand for the tests of conversions.
#pragma once
#include "adapters/cli/convert/conversion.hpp"
#include "messages/labels/labels.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <sstream>

namespace signalbox {

/// Parses `service NAME`, then one label per line.
inline std::vector<foreign_service> services_in(const std::string& text) {
  std::vector<foreign_service> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("service "))
      all.push_back({line.substr(8), {}});
    else if (const auto equals = line.find('='); equals != std::string::npos)
      all.back().labels[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return all;
}

/// Core must parse the printed labels without a problem.
inline conversions checked(conversions all) {
  for (const auto& c : all) {
    if (c.labels.empty())
      continue;
    INFO(conversion_script(all));
    const auto read = parse_labels(c.service, c.labels);
    CHECK(read.labels.has_value());
    CHECK(read.found.empty());
  }
  return all;
}

inline conversions traefik(const std::string& text, const convert_options& options = {}) {
  return checked(convert_traefik(services_in(text), options));
}
inline conversions caddy(const std::string& text, const convert_options& options = {}) {
  return checked(convert_caddy(services_in(text), options));
}

/// Both routers forward upgrades and bodies of any size.
inline bool is_usual(const conversion& c, const std::string& label, const std::string& value) {
  const auto root = c.labels.find(full_label("context_root"));
  return (label == full_label("max_body_size") && value == "0") ||
         (label == full_label("websocket_endpoints") && value == (root == c.labels.end() ? "/" : root->second));
}

/// The labels of one service without the prefix and without those that are usual, one per line, then its notes.
inline std::string lines_of(const conversions& all) {
  REQUIRE(all.size() == 1);
  std::string text;
  for (const auto& [label, value] : all[0].labels)
    if (!is_usual(all[0], label, value))
      text += label.substr(label_prefix.size()) + '=' + value + '\n';
  for (const auto& n : all[0].notes)
    text += (n.level == conversion_note::kind::unsupported ? "unsupported "
             : n.level == conversion_note::kind::differs   ? "differs "
                                                           : "prerequisite ") +
            n.label + '\n';
  return text + (all[0].unguarded ? "unguarded\n" : "");
}

/// Whether a note of this service contains the text.
inline bool notes_say(const conversion& c, const std::string& text) {
  return std::any_of(c.notes.begin(), c.notes.end(),
                     [&](const conversion_note& n) { return n.text.find(text) != std::string::npos; });
}

inline const std::string web = "service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                               "traefik.http.routers.s.rule=Host(`a.example.com`)\n";
inline const std::string base = "hosts=a.example.com\nport=80\n";
inline const std::string site = "service s\ncaddy=http://a.example.com\ncaddy.reverse_proxy={{upstreams 80}}\n";

} // namespace signalbox
