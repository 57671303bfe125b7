// What the page is made of: escaped text, tags, tables and the document around them.
#pragma once
#include "messages/problem.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Text that is safe as HTML content and as an attribute's value; control characters become U+FFFD.
std::string escaped(const std::string& text);

/// A word in a frame, coloured by `tone`: `good`, `warn`, `bad`. The word alone has to say it.
std::string tag(const std::string& tone, const std::string& word);

/// A paragraph of text in that tone; nothing for an empty text.
std::string paragraph(const std::string& tone, const std::string& text);

/// One item a problem, its hint on a line of its own; nothing for none.
std::string problem_list(const problems& all);

/// A table that becomes a list of small blocks in a narrow window.
class html_table {
public:
  /// `caption` is for those who hear the page; the first column names the row.
  html_table(const std::string& caption, std::vector<std::string> heads);
  /// As many cells as heads, in HTML; `detail` goes on a line of its own below them.
  void add(const std::vector<std::string>& cells, const std::string& detail = "");
  bool empty() const { return rows_.empty(); }
  std::string html() const;

private:
  std::string head_, rows_;
  std::vector<std::string> heads_;
};

/// The whole page around `body`, which reloads itself every 5 s if `reloads`.
std::string document(const std::string& title, const std::string& body, bool reloads);

} // namespace signalbox
