#include "adapters/cli/output/text_table.hpp"

#include <algorithm>
#include <numeric>

namespace signalbox {
namespace {

constexpr std::size_t gap = 2, least_column = 6, least_last = 24;

std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    if (lines.empty() || (!lines.back().empty() && lines.back().size() + 1 + word.size() > width))
      lines.push_back(word);
    else
      lines.back() += (lines.back().empty() ? "" : " ") + word;
    at = end + 1;
  }
  if (lines.empty())
    lines.emplace_back();
  return lines;
}

} // namespace

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? ' ' : byte > 0x7f ? '?' : c;
  }
  return out;
}

std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out;
  for (const auto& line : lines_of(plain(text), page_width - indent))
    out += (out.empty() ? "" : std::string(indent, ' ')) + line + '\n';
  return out;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::vector<std::size_t> text_table::widths(std::size_t room) const {
  std::vector<std::size_t> all(rows_.front().size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      all[i] = std::max(all[i], row[i].size());
  room -= std::min(room, gap * (all.size() - 1));
  while (std::accumulate(all.begin(), all.end(), std::size_t{0}) > room) {
    auto widest = all.end() - 1;
    if (*widest <= least_last)
      widest = std::max_element(all.begin(), all.end() - 1);
    if (widest != all.end() - 1 && *widest <= least_column)
      break;
    --*widest;
  }
  return all;
}

std::string text_table::text(std::size_t indent) const {
  const auto width = widths(page_width - indent);
  std::string out;
  for (const auto& row : rows_) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const auto cell = cut(plain(row[i]), width[i]);
      line += cell + std::string(width[i] - cell.size() + gap, ' ');
    }
    const auto margin = line.size();
    for (const auto& part : lines_of(plain(row.back()), width.back())) {
      line += part;
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + '\n';
      line = std::string(margin, ' ');
    }
  }
  return out;
}

} // namespace signalbox
