// Reads the engine's JSON: a missing member or null gives the default, a wrong type throws `malformed`.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace signalbox::json_read {

using nlohmann::json;

/// The text names the field, and contains none of its content.
struct malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline const json& nothing() {
  static const json none;
  return none;
}

/// The member, or null if it is missing.
inline const json& at(const json& object, const char* key) {
  if (object.is_null())
    return nothing();
  if (!object.is_object())
    throw malformed(std::string("expected an object around ") + key);
  const auto found = object.find(key);
  return found == object.end() ? nothing() : *found;
}

template <class... Keys>
const json& at(const json& object, const char* key, const char* next, Keys... more) {
  return at(at(object, key), next, more...);
}

inline std::string text(const json& object, const char* key) {
  const auto& value = at(object, key);
  if (value.is_null())
    return {};
  if (!value.is_string())
    throw malformed(std::string(key) + " is not a string");
  return value.get<std::string>();
}

/// The text of a mandatory member; throws `malformed` if it is missing or empty.
inline std::string needed_text(const json& object, const char* key) {
  auto value = text(object, key);
  if (value.empty())
    throw malformed(std::string(key) + " is missing");
  return value;
}

template <class Number>
Number whole(const json& object, const char* key, Number missing = 0) {
  const auto& value = at(object, key);
  if (value.is_null())
    return missing;
  const bool fits =
      value.is_number_unsigned()
          ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<Number>::max())
          : value.is_number_integer() && std::is_signed_v<Number> &&
                value.get<std::int64_t>() >= static_cast<std::int64_t>(std::numeric_limits<Number>::min());
  if (!fits)
    throw malformed(std::string(key) + " is not a number of its range");
  return value.get<Number>();
}

inline bool truth(const json& object, const char* key) {
  const auto& value = at(object, key);
  if (!value.is_null() && !value.is_boolean())
    throw malformed(std::string(key) + " is not a boolean");
  return value.is_boolean() && value.get<bool>();
}

/// The array; empty if it is missing.
inline const json& list(const json& object, const char* key) {
  static const json none = json::array();
  const auto& value = at(object, key);
  if (value.is_null())
    return none;
  if (!value.is_array())
    throw malformed(std::string(key) + " is not a list");
  return value;
}

inline std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> all;
  for (const auto& element : list(object, key)) {
    if (!element.is_string())
      throw malformed(std::string(key) + " holds something that is not a string");
    all.push_back(element.get<std::string>());
  }
  return all;
}

inline std::map<std::string, std::string> text_map(const json& object, const char* key) {
  std::map<std::string, std::string> all;
  const auto& value = at(object, key);
  if (value.is_null())
    return all;
  if (!value.is_object())
    throw malformed(std::string(key) + " is not an object");
  for (const auto& [name, element] : value.items()) {
    if (!element.is_string())
      throw malformed(std::string(key) + " holds something that is not a string");
    all.emplace(name, element.template get<std::string>());
  }
  return all;
}

/// Parses a whole document; throws `malformed` if `body` is not JSON. The error text does not contain `body`.
inline json document(std::string_view body) {
  auto parsed = json::parse(body, nullptr, false);
  if (parsed.is_discarded())
    throw malformed("it is not JSON (" + std::to_string(body.size()) + " bytes)");
  return parsed;
}

/// Decodes a list of objects completely or fails. The answer `null` is an empty list: Go encodes a nil slice so.
template <class T, class Failed, class Decode>
std::variant<std::vector<T>, Failed> all_of(std::string_view body, const char* what, Decode decode) try {
  const auto parsed = document(body);
  if (!parsed.is_array() && !parsed.is_null())
    throw malformed("it is not a list");
  std::vector<T> all;
  for (const auto& element : parsed)
    decode(element, all);
  return all;
} catch (const std::exception& e) {
  return Failed{std::string("the engine's list of ") + what + " cannot be read: " + e.what()};
}

/// A timestamp of the engine with all nine digits of its fraction, so that timestamps sort as text.
inline std::string sortable_time(std::string time) {
  if (time.empty() || time.back() != 'Z')
    return time;
  time.pop_back();
  const auto point = time.find('.');
  const auto digits = point == std::string::npos ? 0 : time.size() - point - 1;
  if (point == std::string::npos)
    time += '.';
  return time.append(9 - std::min<std::size_t>(digits, 9), '0') + 'Z';
}

} // namespace signalbox::json_read
