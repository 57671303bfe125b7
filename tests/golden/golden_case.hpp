// A golden file: what is asked, a line of dashes, what has to come out. `README.md` has the grammar.
#pragma once
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <filesystem>
#include <string>

namespace signalbox::golden {

/// What a case asks.
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

/// Writes the file anew with `actual` below the dashes.
void rewrite(const golden_case& one, const std::string& actual);

/// Throws std::runtime_error that names the line that makes no sense.
scene read_scene(const std::string& input);

/// Keeps the services that the cluster's proxies have to serve.
cluster_view seen_by(const scene& all);

} // namespace signalbox::golden
