#include "adapters/config/nearest.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::size_t longest_word = 64; // the work grows with the square of it

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(char a, char b) { return lower(a) == lower(b); }

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  auto limit = std::max<std::size_t>(2, word.size() / 3) + 1;
  if (word.empty() || word.size() > longest_word)
    return best;
  for (const auto& candidate : known)
    if (auto distance = edit_distance(word, candidate); distance < limit && distance < candidate.size()) {
      limit = distance;
      best = candidate;
    }
  return best;
}

} // namespace signalbox
