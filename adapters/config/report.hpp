// Positions of keys, and problems found while the file is read.
#pragma once
#include "messages/problem.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// A position in the file, counted from 1. Line 0: the file as a whole.
struct source_position {
  unsigned line = 0, column = 0;
  auto operator<=>(const source_position&) const = default;
};

/// Collects problems while a file is read. Keys are named by their dotted path: `Extensions.us-east.PublishedPort`.
class report {
public:
  explicit report(std::string file_name) : file_(std::move(file_name)) {}

  /// Records the position of a key or of its value.
  void record_position(const std::string& path, source_position at) { positions_[path] = at; }
  /// Whether the file contains the key.
  bool has(const std::string& path) const { return positions_.contains(path); }
  /// Whether the key exists but is invalid, so that its field still holds the default.
  bool spoiled(const std::string& path) const { return spoiled_.contains(path); }

  /// Reports an error of the key or of its value.
  void error(const std::string& path, std::string what, std::string hint);
  void error(source_position at, std::string what, std::string hint);
  void warning(const std::string& path, std::string what, std::string hint);

  bool failed() const { return failed_; }
  /// In the order of the file.
  problems sorted() const;
  /// All the positions as `file:line:column`.
  std::map<std::string, std::string> positions() const;
  /// `file:line:column`; for a key that the file does not contain, the position of its block.
  std::string where(const std::string& path) const { return text(find(path)); }

private:
  source_position find(std::string path) const;
  std::string text(source_position at) const;

  std::string file_;
  std::map<std::string, source_position> positions_;
  std::set<std::string> spoiled_;
  std::vector<std::pair<source_position, problem>> found_;
  bool failed_ = false;
};

} // namespace signalbox
