// The conformance suite. `run.sh` starts the proxies and calls it:
//
//   http_conformance render nginx|haproxy VERSION SCENE   prints the configuration for a scene, a file in `routes/`
//   http_conformance check PROGRAM [--case TEXT] [--generated N]
//
// `check` expects each scene to be served on its port, counts the cases, and exits with 1 if one has failed.
#include "tests/golden/golden_case.hpp"
#include "tests/golden/golden_output.hpp"
#include "tests/http/suite.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace {

using namespace signalbox;
using namespace signalbox::conformance;
namespace fs = std::filesystem;

const fs::path home = SIGNALBOX_SOURCE_DIR "/tests/http";

/// A service with two tasks.
std::string pair_of(const std::string& name) {
  return "service " + name + "\nlabel com.docker.lb.hosts=" + name +
         ".test\nlabel com.docker.lb.port=8080\nnetwork app\ntask app=127.0.1.1\ntask app=127.0.1.2";
}

golden::scene scene_in(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    throw std::runtime_error(file.string() + " cannot be read");
  std::string text;
  for (std::string line; std::getline(stream, line);)
    text += (line.starts_with("pair ") ? pair_of(line.substr(5)) : line) + '\n';
  return golden::read_scene(text);
}

int render(const std::string& program, const std::string& version, const fs::path& file) {
  auto asked = scene_in(file);
  asked.cluster.config["Version"] = version;
  const auto text = program == "nginx" ? golden::rendered(asked) : golden::rendered_for_haproxy(asked);
  std::cout << text;
  return text.empty() ? 1 : 0;
}

std::map<std::string, proxy_ports> all_scenes() {
  std::map<std::string, proxy_ports> ports;
  for (const auto& entry : fs::directory_iterator(home / "routes")) {
    const auto scene = scene_in(entry.path());
    ports[entry.path().stem().string()] = {scene.cluster.target_port, scene.cluster.target_ssl_port};
  }
  return ports;
}

int check(int count, char** given) {
  suite_options options{given[2], {}, 0, std::getenv("SIGNALBOX_SEED") ? std::getenv("SIGNALBOX_SEED") : ""};
  for (int i = 3; i + 1 < count; i += 2) {
    if (std::strcmp(given[i], "--case") == 0)
      options.only = given[i + 1];
    else if (std::strcmp(given[i], "--generated") == 0)
      options.generated = std::strtoul(given[i + 1], nullptr, 10);
    else
      throw std::runtime_error(std::string("no such option: ") + given[i]);
  }
  return run_suite(options, home / "cases", all_scenes()) ? 0 : 1;
}

} // namespace

int main(int count, char** given) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::string word = count > 1 ? given[1] : "";
    if (word == "render" && count == 5)
      return render(given[2], given[3], given[4]);
    if (word == "check" && count > 2)
      return check(count, given);
  } catch (const std::exception& why) {
    std::fprintf(stderr, "%s\n", why.what());
    return 2;
  }
  std::fputs("http_conformance render PROGRAM VERSION SCENE | check PROGRAM [--case TEXT] [--generated N]\n", stderr);
  return 2;
}
