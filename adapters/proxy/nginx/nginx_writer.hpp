// Writes nginx's syntax: one directive a line, two blanks for each level.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace signalbox {

/// Escapes a path, header or cookie of a route for a regular expression: their grammars allow no other character with a
/// meaning.
std::string in_regex(std::string_view text);

/// A header's name in an nginx variable, without the prefix: `x_request_id`.
std::string variable_of(std::string header);

/// The text so far. Arguments are written unchanged: callers check them.
class nginx_writer {
public:
  explicit nginx_writer(std::size_t level = 0) : level_(level) {}

  /// Later calls of `put` skip directives of these names, because the operator wrote them as raw directives.
  void leave_out(std::set<std::string> names) { left_out_ = std::move(names); }

  /// `name value;`
  void put(std::string_view name, std::string_view value);
  /// The same for an nginx of at least this version; a comment for older ones. The agent removes the comment mark.
  void since(std::string_view version, std::string_view name, std::string_view value);
  /// `# text`
  void comment(std::string_view text);
  /// A directive without its `;`
  void line(std::string_view directive);
  /// `header {`
  void open(std::string_view header);
  void close();
  /// Complete lines, each with a line feed.
  void raw(std::string_view lines);
  /// An empty line.
  void gap() { text_ += '\n'; }

  std::string take() { return std::move(text_); }

private:
  std::string& indent() { return text_.append(2 * level_, ' '); }

  std::string text_;
  std::size_t level_;
  std::set<std::string> left_out_;
};

} // namespace signalbox
