// Converts a TOML node to a typed field, or reports a problem with the expected form.
#pragma once
#include "adapters/config/key_rows.hpp"
#include "adapters/config/report.hpp"

#include <toml++/toml.h>

#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace signalbox {

/// The value being read: its key, and its check.
struct value_site {
  std::string path, key;
  text_check check;
  report& found;
};

/// Each function leaves `into` unchanged if the value has the wrong type or fails the check.
void read_value(const toml::node& value, const value_site& site, std::string& into);
void read_value(const toml::node& value, const value_site& site, bool& into);
void read_value(const toml::node& value, const value_site& site, std::uint16_t& into);
void read_value(const toml::node& value, const value_site& site, std::uint64_t& into);
void read_value(const toml::node& value, const value_site& site, std::chrono::milliseconds& into);
void read_value(const toml::node& value, const value_site& site, std::chrono::nanoseconds& into);
void read_value(const toml::node& value, const value_site& site, std::optional<std::chrono::nanoseconds>& into);
void read_value(const toml::node& value, const value_site& site, publish_mode& into);
void read_value(const toml::node& value, const value_site& site, std::vector<std::string>& into);
void read_value(const toml::node& value, const value_site& site, label_map& into);
void read_value(const toml::node& value, const value_site& site, option_map& into);

/// The position where a node begins.
source_position position_of(const toml::source_region& region);
/// `an integer`, `a string` …
std::string_view kind_of(const toml::node& value);
/// A scalar in the file's syntax, made printable; anything else as `…`.
std::string shown(const toml::node& value);

/// Name of a field's type, for display.
template <class Owner>
std::string_view type_name(const field_of<Owner>& field) {
  struct names {
    std::string_view operator()(std::monostate) const { return "table of tables"; }
    std::string_view operator()(std::string Owner::*) const { return "string"; }
    std::string_view operator()(bool Owner::*) const { return "boolean"; }
    std::string_view operator()(std::uint16_t Owner::*) const { return "port"; }
    std::string_view operator()(std::uint64_t Owner::*) const { return "integer"; }
    std::string_view operator()(std::chrono::milliseconds Owner::*) const { return "duration"; }
    std::string_view operator()(std::chrono::nanoseconds Owner::*) const { return "duration"; }
    std::string_view operator()(std::optional<std::chrono::nanoseconds> Owner::*) const { return "duration"; }
    std::string_view operator()(publish_mode Owner::*) const { return "string"; }
    std::string_view operator()(std::vector<std::string> Owner::*) const { return "array of strings"; }
    std::string_view operator()(label_map Owner::*) const { return "table of strings"; }
    std::string_view operator()(option_map Owner::*) const { return "table"; }
  };
  return std::visit(names(), field);
}

} // namespace signalbox
