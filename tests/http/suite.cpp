#include "tests/http/suite.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace signalbox::conformance {
namespace {

/// Most cases wait for something, so there are more threads than processors.
constexpr std::size_t threads = 12;

std::vector<std::string> application_addresses() {
  std::vector<std::string> all{direct_address};
  for (int last = 1; last <= 20; ++last)
    all.push_back("127.0.1." + std::to_string(last));
  return all;
}

std::vector<test_case> wanted_cases(const std::filesystem::path& folder, const std::string& only) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<test_case> all;
  for (const auto& file : files)
    for (auto& one : read_cases(file))
      if ((one.subject + ": " + one.name).find(only) != std::string::npos)
        all.push_back(std::move(one));
  if (all.empty())
    throw std::runtime_error("no case has '" + only + "' in its name");
  return all;
}

void wait_for_proxies(const std::map<std::string, proxy_ports>& scenes) {
  exchange ask;
  ask.limit = milliseconds(300);
  const client_script script{
      {{step::action::send, "GET / HTTP/1.1\r\nHost: plain.test\r\nX-Case: ready\r\n\r\n", {}}}, {}, false};
  const auto deadline = steady::now() + std::chrono::seconds(15);
  for (const auto& [name, ports] : scenes)
    for (;;) {
      const auto result = run_client(ask, script, {"127.0.0.1", ports.plain}, transport::plain);
      if (!result.seen.answers.empty() && status_of(result.seen.answers.front()) == 200)
        break;
      if (steady::now() > deadline)
        throw std::runtime_error("the scene " + name + " is not served");
      std::this_thread::sleep_for(milliseconds(50));
    }
}

bool holds_for(const test_case& one, const std::string& program) {
  return std::none_of(one.differs.begin(), one.differs.end(),
                      [&](const auto& entry) { return program.starts_with(entry.first); });
}

class counts {
public:
  void add(const std::string& name, const std::vector<std::string>& failures) {
    const std::lock_guard lock(mutex_);
    ++(failures.empty() ? passed : failed);
    if (failures.empty())
      return;
    std::printf("FAILED %s\n", name.c_str());
    for (const auto& one : failures)
      std::printf("  %s\n", one.c_str());
    std::fflush(stdout);
  }

  std::size_t passed = 0, failed = 0;

private:
  std::mutex mutex_;
};

} // namespace

bool run_suite(const suite_options& options, const std::filesystem::path& cases,
               const std::map<std::string, proxy_ports>& scenes) {
  const auto all = wanted_cases(cases, options.only);
  recording_application application(application_addresses(), application_port);
  application.set_script("ready", {});
  wait_for_proxies(scenes);
  case_runner runner(application, scenes, !options.only.empty());
  counts result;
  std::atomic<std::size_t> next{0}, different{0};
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.emplace_back([&] {
      for (auto at = next++; at < all.size(); at = next++)
        if (holds_for(all[at], options.program))
          result.add(options.program + ": " + all[at].subject + ": " + all[at].name, runner.run(all[at]));
        else
          ++different;
    });
  workers.clear();
  const auto unknown = application.take_unknown();
  if (!unknown.empty())
    result.add(options.program + ": requests that no client sent", unknown);
  std::printf("%s: %zu cases passed, %zu failed, %zu differ with a reason\n", options.program.c_str(), result.passed,
              result.failed, different.load());
  std::printf("%zu passed, %zu failed\n", result.passed, result.failed);
  return result.failed == 0 && result.passed > 0;
}

} // namespace signalbox::conformance
