// Writes nginx's syntax: one directive a line, two blanks a level.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace signalbox {

/// A path, header or cookie of a route so that a regular expression finds just that: their grammars let no other
/// character through that would mean something.
std::string in_regex(std::string_view text);

/// A header's name as nginx writes it in a variable, without the prefix: `x_request_id`.
std::string variable_of(std::string header);

/// The text so far. What it is given is written as it is: checking comes before.
class nginx_writer {
public:
  explicit nginx_writer(std::size_t level = 0) : level_(level) {}

  /// Directives of these names that are given to `put` from now on are left out: the operator wrote them by hand.
  void leave_out(std::set<std::string> names) { left_out_ = std::move(names); }

  /// `name value;`
  void put(std::string_view name, std::string_view value);
  /// The same for an nginx of at least this version; a comment for others. The agent takes the mark away.
  void since(std::string_view version, std::string_view name, std::string_view value);
  /// `# text`
  void comment(std::string_view text);
  /// A directive that is complete but for its `;`
  void line(std::string_view directive);
  /// `header {`
  void open(std::string_view header);
  void close();
  /// Lines that are written already, each closed with a line feed.
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
