#include "tests/support/engine_double/filters.hpp"

#include <algorithm>

namespace signalbox::twin {
namespace {

std::string go_complaint(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return "unexpected end of JSON input";
  bool object = text[first] == '{';
  auto second = text.find_first_not_of(" \t\r\n", first + 1);
  if (object && second == std::string::npos)
    return "unexpected EOF";
  return object ? std::string("invalid character '") + text[second] + "' looking for beginning of object key string"
                : std::string("invalid character '") + text[first] + "' looking for beginning of value";
}

} // namespace

api_error rpc_error(unsigned status, const std::string& code, const std::string& what) {
  return {status, "rpc error: code = " + code + " desc = " + what};
}

filter_set::filter_set(const std::string& text, std::initializer_list<const char*> allowed) {
  if (text.empty())
    return;
  json given = json::parse(text, nullptr, false);
  if (!given.is_object())
    throw api_error{500, go_complaint(text)};
  for (const auto& [key, values] : given.items()) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
      throw api_error{400, "Invalid filter '" + key + "'"};
    for (const auto& [inner, value] : values.items())
      values_[key].insert(values.is_array() ? value.get<std::string>() : inner);
  }
}

const std::set<std::string>& filter_set::values(const std::string& key) const {
  static const std::set<std::string> none;
  auto found = values_.find(key);
  return found == values_.end() ? none : found->second;
}

bool filter_set::exact(const std::string& key, const std::string& value) const {
  return !has(key) || values(key).count(value) > 0;
}

bool filter_set::prefix(const std::string& key, const std::string& value) const {
  const auto& all = values(key);
  return !has(key) || std::any_of(all.begin(), all.end(), [&](const auto& v) { return value.rfind(v, 0) == 0; });
}

bool filter_set::labels(const json& labels) const {
  for (const auto& wanted : values("label")) {
    auto cut = wanted.find('=');
    auto found = labels.is_object() ? labels.find(wanted.substr(0, cut)) : labels.end();
    if (!labels.is_object() || found == labels.end())
      return false;
    if (cut != std::string::npos && *found != wanted.substr(cut + 1))
      return false;
  }
  return true;
}

json parse_body(const std::string& text) {
  if (text.empty())
    throw api_error{400, "got EOF while reading request body"};
  json body = json::parse(text, nullptr, false);
  if (!body.is_object())
    throw api_error{400, go_complaint(text)};
  return body;
}

} // namespace signalbox::twin
