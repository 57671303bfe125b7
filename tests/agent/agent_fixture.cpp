#include "tests/agent/agent_fixture.hpp"

#include "adapters/agent/agent_script.hpp"
#include "tests/agent/free_ports.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace signalbox::test {

namespace {

std::string read_file(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const fs::path& file, const std::string& text, bool runs = false) {
  std::ofstream{file} << text;
  if (runs)
    fs::permissions(file, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
}

const char* needed(const char* name) {
  const char* value = std::getenv(name);
  if (!value)
    throw std::runtime_error(std::string(name) + " is not set: run tests/agent/run.sh");
  return value;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  std::istringstream in{read_file("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children")};
  for (pid_t child; in >> child;)
    all.push_back(child);
  return all;
}

/// All that write to the log in this folder.
std::vector<pid_t> processes_in(const fs::path& folder) {
  std::vector<pid_t> all;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    std::error_code gone;
    if (name.find_first_not_of("0123456789") == std::string::npos &&
        fs::read_symlink(entry.path() / "fd/1", gone) == folder / "log") // HAProxy's fd/2 is a pipe
      all.push_back(static_cast<pid_t>(std::stol(name)));
  }
  return all;
}

} // namespace

agent_fixture::agent_fixture(image what)
    : image_(std::move(what)), proxy_port_(free_ports()), core_port_(free_ports()) {
  std::string name = "/tmp/signalbox-agent-XXXXXX";
  root_ = ::mkdtemp(name.data());
  write_image(image_);
  start_core();
}

agent_fixture::~agent_fixture() {
  if (agent_ > 0 && !ended_) {
    const auto master = nginx();
    ::kill(agent_, SIGTERM);
    if (!ended_within(5s)) {
      if (master > 0)
        ::kill(master, SIGKILL);
      ::kill(agent_, SIGKILL);
      ended_within(5s);
    }
  }
  for (const auto pid : processes_in(root_)) // workers whose master was killed
    ::kill(pid, SIGKILL);
  stop_core();
  fs::remove_all(root_);
}

// Only what such an image has: the shell and client asked for, busybox for the rest, and the proxy.
void agent_fixture::write_image(const image& what) {
  for (const char* folder : {"bin", "work", "kept", "etc", "temp", "secrets"})
    fs::create_directories(root_ / folder);
  for (const char* tool : {"sh", "base64", "cat", "cp", "date", "grep", "gzip", "mkdir", "mkfifo", "mv", "od", "rm",
                           "sed", "sha256sum", "sleep", "tail", "timeout", "tr", "wc"})
    fs::create_symlink("/bin/busybox", root_ / "bin" / tool);
  if (what.client == "wget")
    fs::create_symlink("/bin/busybox", root_ / "bin/wget");
  else
    fs::create_symlink("/usr/bin/" + what.client, root_ / "bin" / what.client);
  if (!what.teller.empty()) {
    fs::create_symlink("/bin/busybox", root_ / "bin/awk");
    fs::create_symlink("/usr/bin/" + what.teller, root_ / "bin" / what.teller);
  }
  write_program();
  write_file(root_ / "agent", agent_script());
  write_file(root_ / "bootstrap", config("bootstrap"));
}

// nginx takes the folder of its files from the command line.
void agent_fixture::write_program() const {
  const bool nginx = image_.program == "nginx";
  const std::string from = image_.newest ? needed("SIGNALBOX_HAPROXY_NEWEST_ROOT")
                                         : needed(nginx ? "SIGNALBOX_NGINX_ROOT" : "SIGNALBOX_HAPROXY_ROOT");
  const auto slow = (root_ / "slow-test").string();
  std::string text = "#!/bin/sh\n";
  if (!image_.newest) // that one has libraries, and a starter, of its own
    text += "export LD_LIBRARY_PATH=" + from + "/usr/lib/x86_64-linux-gnu:" + from + "/usr/lib/aarch64-linux-gnu\n";
  text += std::string("case $1 in ") + (nginx ? "-t" : "-c") + ") [ ! -e " + slow + " ] || sleep $(cat " + slow +
          ") ;;" + (image_.silent ? " -W) exec 2>/dev/null ;;" : "") + " esac\nexec " + from +
          (image_.newest ? "/run-" : "/usr/sbin/") + image_.program + (nginx ? " -p " + root_.string() : "") +
          " \"$@\"\n";
  write_file(root_ / "bin" / image_.program, text, true);
}

void agent_fixture::start_core() {
  agents_ = std::make_unique<agent_server>(std::map<std::string, std::string>{{"us-east", token}},
                                           long_poll_limits{60s, 500ms, 16});
  agents_->authorize({"us-east"}, {{"task1", {"127.0.0.1"}}});
  listening_ = agents_->listen({"us-east"}, [this](const agent_event& e) {
    if (const auto* report = std::get_if<agent_report>(&e)) {
      const std::lock_guard lock{mutex_};
      heard_.push_back(*report);
      changed_.notify_all();
    }
  });
  http_limits limits;
  limits.body_bytes = 16384;
  server_ = std::make_unique<http_server>("127.0.0.1:" + std::to_string(core_port_), http_routes{agents_->endpoint()},
                                          limits);
}

void agent_fixture::stop_core() {
  server_.reset();
  listening_.reset();
  agents_.reset();
}

void agent_fixture::offer(const std::string& text, bool validate_only) {
  agents_->offer({"us-east"}, {{sum(text)}, std::make_shared<const std::string>(text), ++store_index_, validate_only});
}

agent_report agent_fixture::wait_for(const std::function<bool(const agent_report&)>& when) {
  std::unique_lock lock{mutex_};
  const bool came = changed_.wait_for(lock, 15s, [&] { return !heard_.empty() && when(heard_.back()); });
  INFO(log());
  REQUIRE(came);
  return heard_.back();
}

agent_report agent_fixture::wait_for_loaded(const std::string& text) {
  return wait_for([&](const agent_report& r) { return r.result == verdict::loaded && r.running.hex == sum(text); });
}

agent_report agent_fixture::change_to(const std::string& text) {
  offer(text);
  return wait_for_loaded(text);
}

agent_report agent_fixture::start_with(const std::string& text) {
  offer(text);
  start_agent();
  return wait_for_loaded(text);
}

void agent_fixture::write_slow_test() { write_file(path("slow-test"), slow_test); }

void agent_fixture::start_agent() {
  if (!slow_test.empty())
    write_slow_test();
  const std::map<std::string, std::string> all{{"PATH", (root_ / "bin").string()},
                                               {"SIGNALBOX_CORE", "http://127.0.0.1:" + std::to_string(core_port_)},
                                               {"SIGNALBOX_CLUSTER", "us-east"},
                                               {"SIGNALBOX_TASK", "task1"},
                                               {"SIGNALBOX_CONFIG", path("etc/nginx.conf")},
                                               {"SIGNALBOX_WORK", path("work")},
                                               {"SIGNALBOX_KEPT", path("kept")},
                                               {"SIGNALBOX_BOOTSTRAP", path("bootstrap")},
                                               {"SIGNALBOX_TOKEN", path("token")},
                                               {"SIGNALBOX_SECRETS", path("secrets")},
                                               {"SIGNALBOX_TEST_LIMIT", test_limit},
                                               {"SIGNALBOX_LOAD_LIMIT", load_limit},
                                               {"SIGNALBOX_STORE_INDEX", "50"}};
  std::vector<std::string> texts;
  for (const auto& [name, value] : all)
    texts.push_back(name + '=' + value);
  std::vector<char*> variables;
  for (auto& t : texts)
    variables.push_back(t.data());
  variables.push_back(nullptr);
  const std::string shell = image_.shell == "busybox" ? "/bin/busybox" : "/bin/" + image_.shell;
  const std::string script = path("agent");
  const std::string log_file = path("log");
  agent_ = ::fork();
  if (agent_ == 0) {
    const int out = ::open(log_file.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
    for (int fd = 3; fd < 1024; ++fd) // the server's sockets are not the task's
      ::close(fd);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execle(shell.c_str(), "sh", script.c_str(), static_cast<char*>(nullptr), variables.data());
    ::_exit(127);
  }
  ended_.reset();
}

void agent_fixture::signal(int number) { ::kill(agent_, number); }

std::optional<int> agent_fixture::ended_within(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!ended_ && std::chrono::steady_clock::now() < until) {
    int status = 0;
    if (::waitpid(agent_, &status, WNOHANG) == agent_)
      ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    else
      std::this_thread::sleep_for(5ms);
  }
  return ended_;
}

pid_t agent_fixture::nginx() const {
  const auto text = read_file(path("work/pid"));
  return text.empty() ? 0 : std::stoi(text);
}

std::vector<pid_t> agent_fixture::workers() const { return children_of(nginx()); }

std::string agent_fixture::log() const { return read_file(path("log")); }

std::string agent_fixture::get() const try {
  raw_client c{proxy_port_};
  c.send("GET / HTTP/1.0\r\n\r\n");
  const auto reply = c.read_all();
  const auto body = reply.find("\r\n\r\n");
  return body == reply.npos ? "" : reply.substr(body + 4);
} catch (const std::exception&) {
  return "";
}

std::string agent_fixture::wait_for_answer(const std::string& body) const {
  const auto until = std::chrono::steady_clock::now() + 15s;
  std::string got = get();
  while (got != body && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(5ms);
    got = get();
  }
  return got;
}

std::string agent_fixture::haproxy_config(const std::string& body, const std::string& more) const {
  return "global\n  maxconn 100\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server "
         "5s\n" +
         more + "frontend web\n  bind 127.0.0.1:" + std::to_string(proxy_port_) +
         "\n  http-request return status 200 content-type text/plain string \"" + body + "\"\n";
}

std::string agent_fixture::config(const std::string& body, const std::string& more) const {
  if (image_.program == "haproxy")
    return haproxy_config(body, more);
  std::string text = "user root;\nerror_log " + path("log").string() + " warn;\npid " + path("nginx.pid").string() +
                     ";\nevents {\n}\nhttp {\n  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    text += std::string("  ") + kind + "_temp_path " + path("temp").string() + ";\n";
  return text + more + "  server {\n    listen 127.0.0.1:" + std::to_string(proxy_port_) + ";\n    return 200 \"" +
         body + "\";\n  }\n}\n";
}

void starts_changes_and_stops(const image& what, const std::string& program) {
  agent_fixture w{what};
  w.offer(w.config("one"));
  w.start_agent();
  CHECK(w.wait_for_answer("one") == "one");
  const auto first = w.wait_for_loaded(w.config("one"));
  CHECK(first.proxy.substr(0, program.size()) == program);
  const auto master = w.nginx();
  const auto old_workers = w.workers();
  w.change_to(w.config("two"));
  CHECK(w.wait_for_answer("two") == "two");
  CHECK(w.nginx() == master);
  CHECK(w.workers() != old_workers);
  w.signal(SIGTERM);
  CHECK(w.ended_within(5s) == 0);
  CHECK(w.get().empty());
}

} // namespace signalbox::test
