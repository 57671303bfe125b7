// Building blocks of the page: escaped text, tags, tables and the HTML document.
#pragma once
#include "messages/problem.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Text that is safe as HTML content and as an attribute's value; control characters become U+FFFD.
std::string escaped(const std::string& text);

/// A framed word, coloured by `tone`: `good`, `warn`, `bad`. The word has to be sufficient without the colour.
std::string tag(const std::string& tone, const std::string& word);

/// A paragraph of text in that tone; empty for an empty text.
std::string paragraph(const std::string& tone, const std::string& text);

/// One item for each problem, its hint on a separate line; empty if there are none.
std::string problem_list(const problems& all);

/// A table that is shown as a list of small blocks in a narrow window.
class html_table {
public:
  /// `caption` is for screen readers; the first column is the row's heading.
  html_table(const std::string& caption, std::vector<std::string> heads);
  /// As many HTML cells as heads; `detail` is put on a separate line below them.
  void add(const std::vector<std::string>& cells, const std::string& detail = "");
  bool empty() const { return rows_.empty(); }
  std::string html() const;

private:
  std::string head_, rows_;
  std::vector<std::string> heads_;
};

/// The HTML document around `body`, which reloads itself every 5 s if `reloads`.
std::string document(const std::string& title, const std::string& body, bool reloads);

} // namespace signalbox
