// Writes HAProxy's syntax: sections without a mark at their end, one keyword a line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// The text so far. What it is given is written as it is: checking comes before.
class haproxy_writer {
public:
  /// An empty line, and the section's first one: `backend up-a.local`.
  void section(std::string_view header);
  /// The same, below `# service NAME …`.
  void section(std::string_view header, std::string_view whose);
  /// A line of the section.
  void put(std::string_view line);
  /// The same, with a condition: `if …`. Nothing is said of an empty one.
  void put(std::string_view line, std::string_view condition);
  /// `# text`, within a section.
  void comment(std::string_view text);
  /// A keyword with any number of words, on as many lines as HAProxy's limit of 64 words a line makes of it.
  void put_all(std::string_view keyword, const std::vector<std::string>& words);
  /// Lines that are written already, each closed with a line feed.
  void raw(std::string_view lines);

  std::string take() { return std::move(text_); }

private:
  std::string text_;
};

/// A value within double quotes where HAProxy replaces variables: of all that `is_header_value` lets through, only `"`
/// and `%` mean something there.
std::string in_format(std::string_view value);

} // namespace signalbox
