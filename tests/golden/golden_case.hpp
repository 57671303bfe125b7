// A golden file: the input, a line of dashes, the expected output. `README.md` has the grammar.
#pragma once
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <filesystem>
#include <string>

namespace signalbox::golden {

/// The input of a case.
struct scene {
  cluster_settings cluster;
  cluster_view view; ///< services of every service cluster; sorted by name
};

struct golden_case {
  std::filesystem::path file;
  std::string input, expected;
};

/// Throws std::runtime_error if there is no line of dashes.
golden_case read_case(const std::filesystem::path& file);

/// Writes the file with `actual` as the expected output.
void rewrite(const golden_case& one, const std::string& actual);

/// Throws std::runtime_error that names the invalid line.
scene read_scene(const std::string& input);

/// Keeps the services of the cluster's proxies.
cluster_view seen_by(const scene& all);

} // namespace signalbox::golden
