#include "tests/golden/golden_output.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

using namespace signalbox;
using namespace signalbox::golden;
namespace fs = std::filesystem;

namespace {

const fs::path home = SIGNALBOX_SOURCE_DIR "/tests/golden";

std::string for_nobody(const scene&) { return {}; }
std::string as_nginx_gets_it(const scene& all) { return rendered(for_nginx(all)); }

/// Each folder contains one kind of case. `text` is the text for the proxy's own test, in a file with this ending.
struct kind {
  std::string (*output)(const scene&);
  std::string (*text)(const scene&);
  std::string ending;
};
const std::map<std::string, kind> kinds{{"labels", {labels_output, for_nobody, ""}},
                                        {"routes", {routes_output, for_nobody, ""}},
                                        {"nginx", {nginx_output, as_nginx_gets_it, ".conf"}},
                                        {"hosts", {hosts_output, as_nginx_gets_it, ".conf"}},
                                        {"options", {options_output, as_nginx_gets_it, ".conf"}},
                                        {"haproxy", {haproxy_output, rendered_for_haproxy, ".cfg"}},
                                        {"haproxy-text", {haproxy_text_output, rendered_for_haproxy, ".cfg"}}};

std::set<fs::path> cases_of(const std::string& folder) {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(home / folder))
    if (entry.path().extension() == ".txt")
      files.insert(entry.path());
  return files;
}

} // namespace

TEST_CASE("every golden case gives what its file says") {
  const bool update = std::getenv("SIGNALBOX_GOLDEN_UPDATE") != nullptr;
  std::size_t count = 0;
  for (const auto& [folder, way] : kinds)
    for (const auto& file : cases_of(folder)) {
      CAPTURE(file.string());
      const auto one = read_case(file);
      const auto asked = read_scene(one.input);
      const auto actual = way.output(asked);
      if (update)
        rewrite(one, actual);
      else
        CHECK(actual == one.expected);
      dump(folder + '-' + file.stem().string() + way.ending, way.text(asked));
      ++count;
    }
  CHECK(count >= 200);
}

TEST_CASE("every golden file is read by somebody") {
  const std::set<std::string> own{".cpp", ".hpp", ".md", ".sh"};
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    if (entry.is_directory())
      continue;
    const auto relative = entry.path().lexically_relative(home);
    CAPTURE(relative.string());
    const bool at_home = relative.parent_path().empty();
    const bool source = at_home && (own.contains(relative.extension()) || relative == "CMakeLists.txt");
    const bool golden = kinds.contains(relative.parent_path().string()) && relative.extension() == ".txt";
    CHECK((source || golden));
  }
}
