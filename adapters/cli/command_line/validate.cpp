#include "adapters/cli/command_line/validate.hpp"

#include "adapters/config/load.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace signalbox {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string number_at(const std::string& text, std::size_t at) {
  auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_digit);
  std::string digits(text.begin() + static_cast<std::ptrdiff_t>(at), end);
  return digits;
}

/// Moves a renderer's option name, `[Extensions.us-east.Config].User`, to `what`; `where` becomes its position in the
/// file.
void locate(problem& found, const std::map<std::string, std::string>& positions) {
  auto key = found.where;
  std::erase_if(key, [](char c) { return c == '[' || c == ']'; });
  auto position = positions.find(key);
  if (position == positions.end())
    return;
  found.what = found.where + ' ' + found.what;
  found.where = position->second;
}

problems all_problems(loaded& file, const more_checks& check) {
  auto found = std::move(file.found);
  if (file.value && check)
    for (auto& more : check(*file.value)) {
      locate(more, file.positions);
      found.push_back(std::move(more));
    }
  std::ranges::stable_sort(found, in_order_of_position, &problem::where);
  return found;
}

std::string counted(std::ptrdiff_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

void print_text(const validate_command& wanted, const problems& found, std::ptrdiff_t errors, std::ostream& out) {
  print_problems(out, found);
  out << wanted.file << ": " << (errors == 0 ? "valid" : "not valid") << ", " << counted(errors, "error") << ", "
      << counted(std::ssize(found) - errors, "warning") << '\n';
}

void print_json(const validate_command& wanted, const problems& found, std::ptrdiff_t errors, std::ostream& out) {
  auto list = nlohmann::json::array();
  for (const auto& p : found)
    list.push_back({{"level", name_of(p.level)}, {"where", p.where}, {"what", p.what}, {"hint", p.hint}});
  nlohmann::json answer = {{"file", wanted.file}, {"valid", errors == 0}, {"problems", list}};
  out << answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace

bool print_problems(std::ostream& out, const problems& found) {
  bool fatal = false;
  for (const auto& p : found) {
    out << name_of(p.level) << ": " << to_string(p) << '\n';
    fatal |= p.level == severity::error;
  }
  return fatal;
}

std::string_view name_of(severity level) { return level == severity::error ? "error" : "warning"; }

bool in_order_of_position(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j])
        return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    auto x = number_at(a, i), y = number_at(b, j);
    if (x != y)
      return x.size() != y.size() ? x.size() < y.size() : x < y;
    i += x.size(), j += y.size();
  }
  return a.size() - i < b.size() - j;
}

int validate(const validate_command& wanted, std::ostream& out, const more_checks& check) {
  auto file = load_settings_file(wanted.file);
  auto found = all_problems(file, check);
  auto errors = std::ranges::count(found, severity::error, &problem::level);
  (wanted.json ? print_json : print_text)(wanted, found, errors, out);
  return errors == 0 ? exit_codes::ok : exit_codes::problems;
}

} // namespace signalbox
