#include "adapters/config/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace signalbox {
namespace {

struct unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// A name comes before its own prefix: `ms` before `m`.
constexpr std::array units = {
    unit{"ns", 1},         unit{"us", 1'000},        unit{"\u00b5s", 1'000},    unit{"\u03bcs", 1'000},
    unit{"ms", 1'000'000}, unit{"s", 1'000'000'000}, unit{"m", 60'000'000'000}, unit{"h", 3'600'000'000'000}};

const unit* take_unit(std::string_view& text) {
  for (const auto& u : units)
    if (text.substr(0, u.name.size()) == u.name) {
      text.remove_prefix(u.name.size());
      return &u;
    }
  return nullptr;
}

std::string_view take_digits(std::string_view& text) {
  auto end = text.find_first_not_of("0123456789");
  auto digits = text.substr(0, end);
  text.remove_prefix(digits.size());
  return digits;
}

bool to_number(std::string_view digits, std::int64_t& into) {
  into = 0;
  if (digits.empty())
    return true;
  auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
  return failed == std::errc();
}

std::int64_t fraction_of(std::string_view digits, std::int64_t whole) {
  long double share = 0, weight = static_cast<long double>(whole);
  for (char digit : digits)
    share += (digit - '0') * (weight /= 10);
  return static_cast<std::int64_t>(share + 1e-6L);
}

bool take_part(std::string_view& text, std::int64_t& sum) {
  auto digits = take_digits(text);
  std::string_view decimals;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    decimals = take_digits(text);
  }
  std::int64_t count = 0, part = 0;
  const unit* u = nullptr;
  if ((digits.empty() && decimals.empty()) || !to_number(digits, count) || !(u = take_unit(text)))
    return false;
  return !__builtin_mul_overflow(count, u->nanoseconds, &part) &&
         !__builtin_add_overflow(part, fraction_of(decimals, u->nanoseconds), &part) &&
         !__builtin_add_overflow(sum, part, &sum);
}

} // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+'))
    text.remove_prefix(1);
  if (text == "0")
    return std::chrono::nanoseconds(0);
  std::int64_t sum = 0;
  if (text.empty())
    return {};
  while (!text.empty())
    if (!take_part(text, sum))
      return {};
  return std::chrono::nanoseconds(negative ? -sum : sum);
}

} // namespace signalbox
