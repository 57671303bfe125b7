// engine_double: the double as a process, for the docker command line and for shell tests.
#include "tests/support/engine_double/engine_double.hpp"

#include "adapters/http/http_server.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>

namespace {

constexpr const char* usage = R"(engine_double: answers Docker's Engine API with a simulated Swarm

  engine_double [--socket PATH | --listen HOST:PORT] [--quick] [--node NAME[:ROLE[:ADDRESS]]]…

  --socket PATH   listen on a unix socket
  --listen ADDR   listen on TCP, loopback only is wise (default 127.0.0.1:0)
  --quick         every step takes a millisecond instead of the time it takes a real engine
  --node …        a node; without any: m-00 (manager), lb-00, lb-01
)";

signalbox::double_node parse_node(const std::string& text) {
  signalbox::double_node n;
  auto first = text.find(':'), second = first == std::string::npos ? first : text.find(':', first + 1);
  n.hostname = text.substr(0, first);
  if (first != std::string::npos)
    n.role = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  n.address = second == std::string::npos ? "10.88.0.1" : text.substr(second + 1);
  return n;
}

} // namespace

int main(int argc, char** argv) {
  signalbox::double_options options;
  options.real_time = true;
  std::vector<signalbox::double_node> nodes;
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--quick") {
      options.timings = signalbox::engine_timings::quick();
    } else if (i + 1 < argc && flag == "--socket") {
      options.listen = std::string("unix://") + argv[++i];
    } else if (i + 1 < argc && flag == "--listen") {
      options.listen = argv[++i];
    } else if (i + 1 < argc && flag == "--node") {
      nodes.push_back(parse_node(argv[++i]));
    } else {
      std::fputs(usage, flag == "--help" ? stdout : stderr);
      return flag == "--help" ? 0 : 2;
    }
  }
  if (!nodes.empty())
    options.nodes = nodes;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  try {
    signalbox::engine_double engine(options);
    std::printf("DOCKER_HOST=%s\n", engine.url().c_str());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
  } catch (const signalbox::listen_error& e) {
    std::fprintf(stderr, "engine_double: %s\n", e.what());
    return 1;
  }
}
