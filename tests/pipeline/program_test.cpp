// The real program against the engine double: a running core, and the commands that query it.
#include "tests/support/catch.hpp"
#include "tests/support/engine_double/engine_double.hpp"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace signalbox;
using nlohmann::json;

namespace {

struct said {
  int code = -1;
  std::string text;
};

int free_port() {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(bind(s, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(getsockname(s, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  close(s);
  return ntohs(at.sin_port);
}

class program_fixture {
public:
  program_fixture() : port_(free_port()) {
    std::string name = (std::filesystem::temp_directory_path() / "signalbox-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~program_fixture() {
    if (core_ > 0) {
      kill(core_, SIGTERM);
      waitpid(core_, nullptr, 0);
    }
    std::filesystem::remove_all(folder_);
  }

  void start_core() {
    const auto file = (folder_ / "config.toml").string(), log = (folder_ / "log").string();
    std::ofstream(file) << "ListenAddr = \"127.0.0.1:" << port_ << "\"\nDockerURL = \"" << engine.url()
                        << "\"\nPollInterval = \"500ms\"\nSwarmControlSocket = \"\"\n[Extensions.us-east]\n"
                        << "ServiceCluster = \"us-east\"\nPublishMode = \"host\"\n";
    core_ = fork();
    if (core_ == 0) {
      if (!std::freopen(log.c_str(), "w", stderr))
        _exit(126);
      execl(SIGNALBOX_PROGRAM, "signalbox", "run", "-c", file.c_str(), nullptr);
      _exit(127);
    }
    REQUIRE(core_ > 0);
  }

  said type(const std::string& words) {
    const auto line = std::string(SIGNALBOX_PROGRAM) + ' ' + words + " 2>&1";
    auto* pipe = popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    said s;
    std::array<char, 4096> part{};
    for (std::size_t n = 0; (n = fread(part.data(), 1, part.size(), pipe)) > 0;)
      s.text.append(part.data(), n);
    const int status = pclose(pipe);
    s.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return s;
  }
  said ask(const std::string& words) { return type(words + " --core 127.0.0.1:" + std::to_string(port_)); }

  /// Repeats the command until it has this exit code; gives up after 30 s.
  said ask_until(int code, const std::string& words) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    auto s = ask(words);
    while (s.code != code && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      s = ask(words);
    }
    return s;
  }

  void deploy(const std::string& name, const json& labels, const std::string& image = "demo") {
    json spec{
        {"Name", name},
        {"Labels", json::object()},
        {"TaskTemplate", {{"ContainerSpec", {{"Image", image}}}, {"Networks", json::array({{{"Target", network_}}})}}},
        {"Mode", {{"Replicated", {{"Replicas", 1}}}}}};
    for (const auto& [label, value] : labels.items())
      spec["Labels"]["com.docker.lb." + label] = value;
    engine.create("services", spec.dump());
  }

  engine_double engine{options()};

private:
  static double_options options() {
    double_options o;
    o.real_time = true;
    o.timings = engine_timings::quick();
    return o;
  }
  std::string network_ = engine.create("networks", R"({"Name":"demo-east","Driver":"overlay"})");
  std::filesystem::path folder_;
  int port_;
  pid_t core_ = -1;
};

bool mentions(const said& s, const std::string& part) {
  INFO(s.text);
  return s.text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(program_fixture, "people and programs ask a running core, and the exit code tells scripts") {
  CHECK(ask("status").code == 3);
  CHECK(mentions(ask("explain demo-east"), "cannot be asked"));
  CHECK(type("history --core https://127.0.0.1:1").code == 2);

  deploy("demo-east", {{"hosts", "demo-east.local"}, {"port", "8080"}, {"service_cluster", "us-east"}});
  start_core();
  const auto served = ask_until(0, "explain demo-east");
  CHECK(served.code == 0);
  CHECK(mentions(served, "demo-east is routed by cluster us-east, and every proxy task serves it."));
  CHECK(mentions(served, "http://demo-east.local/"));
  const auto entry = json::parse(ask("explain demo-east --json").text)["explanations"][0];
  CHECK(entry["routed"] == true);
  CHECK(entry["tasks"]["list"][0]["target"].get<std::string>().find(":8080") != std::string::npos);

  const auto status = ask_until(0, "status");
  CHECK(status.code == 0);
  CHECK(mentions(status, "us-east  interlock-proxy-us-east  1 of 1   current"));
  CHECK(json::parse(ask("status --json").text)["ready"] == true);
  CHECK(ask("history").code == 0);
  CHECK(mentions(ask("history"), "us-east/proxy"));
  CHECK(!json::parse(ask("history --json").text)["history"].empty());
}

TEST_CASE_METHOD(program_fixture, "what is not served is explained, and counts as wrong") {
  start_core();
  deploy("bad", {{"hosts", "bad.local"}, {"port", "http"}, {"service_cluster", "us-east"}});
  deploy("lost", {{"hosts", "lost.local"}, {"port", "80"}, {"service_cluster", "us-noth"}});
  deploy("slow", {{"hosts", "slow.local"}, {"port", "80"}, {"service_cluster", "us-east"}}, "never-starts");
  REQUIRE(ask_until(1, "status").code == 1);

  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  auto slow = ask("explain slow");
  while (!mentions(slow, "preparing") && std::chrono::steady_clock::now() < end)
    slow = ask("explain slow");
  CHECK(slow.code == 1);
  CHECK(mentions(slow, "clients get 503"));
  CHECK(mentions(slow, "its node is getting it ready"));
  CHECK(mentions(ask("explain bad"), "com.docker.lb.port: 'http' does not fit"));
  CHECK(ask("explain bad").code == 1);
  CHECK(mentions(ask("explain lost"), "no cluster has ServiceCluster = \"us-noth\""));
  CHECK(mentions(ask("explain losd"), "did you mean lost?"));
  CHECK(ask("explain nobody").code == 1);
  CHECK(json::parse(ask("explain nobody --json").text)["status"] == 404);
  CHECK(mentions(ask("explain interlock-proxy-us-east"), "is the proxy service of cluster us-east"));
}
