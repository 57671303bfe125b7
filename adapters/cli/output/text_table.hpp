// Text tables for a terminal of 100 columns.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

inline constexpr std::size_t page_width = 100;

/// One line of printable ASCII: other bytes, including terminal escapes, are replaced by blanks and question marks.
std::string plain(std::string_view text);

/// Breaks the text into lines of at most 100 columns, each with a line end; lines after the first begin with `indent`
/// blanks. A word that is longer than a line is not split.
std::string wrapped(const std::string& text, std::size_t indent);

/// `1 task`, `2 tasks`
std::string counted(std::size_t count, const std::string& noun);

/// Columns with two blanks between them, at most 100 columns wide: the last one is wrapped, the others are truncated
/// with `..`.
class text_table {
public:
  explicit text_table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.size() == 1; }
  /// Each line begins with `indent` blanks.
  std::string text(std::size_t indent = 0) const;

private:
  std::vector<std::size_t> widths(std::size_t room) const;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace signalbox
