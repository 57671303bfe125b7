// Converts structs to JSON objects and back, from one list of fields for each struct.
//
// A struct is described by its `members_of`, or by a function `fields(T&, visitor)` that calls `visitor("name",
// member)` for each member. A member with its default value is omitted, and a missing member gets its default. Unknown
// names are ignored, because a newer program may have written them.
#pragma once
#include "messages/members.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace signalbox {

/// A JSON text has another form than required. `what()` contains the place: `hosts[3].paths[0].path: …`.
class bad_json : public std::runtime_error {
public:
  bad_json(const std::string& where, const std::string& why) : std::runtime_error(where + ": " + why) {}
};

/// For `fields` functions of structs without `members_of`: `T` is `Struct`, const or not.
template <class T, class Struct>
concept any_of = std::same_as<std::remove_const_t<T>, Struct>;

namespace json_fields {

struct nothing {
  template <class V>
  void operator()(const char*, V&) const {}
};

template <class T>
concept described = requires(T& t) {
  fields(t, nothing{});
};

/// `changed`: members with their default value are omitted.
enum class detail { changed, all };

template <class T>
nlohmann::json write(const T& value, detail much = detail::changed);
template <class T>
nlohmann::json write(const std::optional<T>& value, detail much);
template <class T>
nlohmann::json write(const std::vector<T>& values, detail much);

inline nlohmann::json write(const std::chrono::seconds& s, detail) { return s.count(); }

template <class T>
nlohmann::json write(const std::optional<T>& value, detail much) {
  return value ? write(*value, much) : nlohmann::json{};
}

template <class T>
nlohmann::json write(const std::vector<T>& values, detail much) {
  auto list = nlohmann::json::array();
  for (const auto& v : values)
    list.push_back(write(v, much));
  return list;
}

/// The default of each field, from a `T{}`.
template <class T>
const std::map<std::string, nlohmann::json>& defaults() {
  static const auto values = [] {
    std::map<std::string, nlohmann::json> all;
    const T usual{};
    fields(usual, [&](const char* name, const auto& v) { all[name] = write(v, detail::changed); });
    return all;
  }();
  return values;
}

template <class T>
nlohmann::json write(const T& value, detail much) {
  if constexpr (described<T>) {
    auto object = nlohmann::json::object();
    fields(value, [&](const char* name, const auto& v) {
      if (auto j = write(v, much); much == detail::all || j != defaults<T>().at(name))
        object[name] = std::move(j);
    });
    return object;
  } else {
    return value;
  }
}

template <class T>
void read(const nlohmann::json& from, const std::string& where, T& into);
template <class T>
void read(const nlohmann::json& from, const std::string& where, std::optional<T>& into);
template <class T>
void read(const nlohmann::json& from, const std::string& where, std::vector<T>& into);
inline void read(const nlohmann::json& from, const std::string& where, std::map<std::string, std::string>& into);

inline void read(const nlohmann::json& from, const std::string& where, std::chrono::seconds& into) {
  std::uint32_t count = 0;
  read(from, where, count);
  into = std::chrono::seconds{count};
}

template <class T>
void read(const nlohmann::json& from, const std::string& where, std::optional<T>& into) {
  into.reset();
  if (!from.is_null())
    read(from, where, into.emplace());
}

template <class T>
void read(const nlohmann::json& from, const std::string& where, std::vector<T>& into) {
  if (!from.is_array())
    throw bad_json(where, "has to be an array");
  into.clear();
  for (std::size_t i = 0; i < from.size(); ++i)
    read(from[i], where + '[' + std::to_string(i) + ']', into.emplace_back());
}

inline void read(const nlohmann::json& from, const std::string& where, std::map<std::string, std::string>& into) {
  if (!from.is_object())
    throw bad_json(where, "has to be an object");
  into.clear();
  for (const auto& [name, value] : from.items())
    read(value, where + '.' + name, into[name]);
}

template <class T>
void read(const nlohmann::json& from, const std::string& where, T& into) {
  if constexpr (described<T>) {
    if (!from.is_object())
      throw bad_json(where, "has to be an object");
    fields(into, [&](const char* name, auto& v) {
      if (const auto i = from.find(name); i != from.end())
        read(*i, where.empty() ? name : where + '.' + name, v);
    });
  } else if constexpr (std::same_as<T, bool>) {
    if (!from.is_boolean())
      throw bad_json(where, "has to be true or false");
    into = from.get<bool>();
  } else if constexpr (std::integral<T>) {
    if (!from.is_number_unsigned() || from.get<std::uint64_t>() > std::numeric_limits<T>::max())
      throw bad_json(where, "has to be a whole number from 0 to " + std::to_string(std::numeric_limits<T>::max()));
    into = from.get<T>();
  } else {
    static_assert(std::same_as<T, std::string>);
    if (!from.is_string())
      throw bad_json(where, "has to be a string");
    into = from.get<std::string>();
  }
}

} // namespace json_fields

} // namespace signalbox
