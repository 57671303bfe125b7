// Writes HAProxy's syntax: sections without an end mark, one keyword a line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// The text so far. Arguments are written unchanged: callers check them.
class haproxy_writer {
public:
  /// An empty line and the first line of a section: `backend up-a.local`.
  void section(std::string_view header);
  /// The same, after `# service NAME …`.
  void section(std::string_view header, std::string_view whose);
  /// A line of the section.
  void put(std::string_view line);
  /// The same, with a condition: `if …`. An empty condition is not written.
  void put(std::string_view line, std::string_view condition);
  /// `# text`, within a section.
  void comment(std::string_view text);
  /// A keyword with any number of words, on several lines if needed: HAProxy's limit is 64 words a line.
  void put_all(std::string_view keyword, const std::vector<std::string>& words);
  /// Complete lines, each with a line feed.
  void raw(std::string_view lines);

  std::string take() { return std::move(text_); }

private:
  std::string text_;
};

/// A value within double quotes where HAProxy replaces variables: of the characters that `is_header_value` allows, only
/// `"` and `%` have a meaning there.
std::string in_format(std::string_view value);

} // namespace signalbox
