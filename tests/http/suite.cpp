#include "tests/http/suite.hpp"

#include "tests/http/case_text.hpp"
#include "tests/http/generator.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace signalbox::conformance {
namespace {

/// Most cases wait for something, so there are more threads than processors.
constexpr std::size_t threads = 12;

/// Of generated requests.
constexpr std::size_t shown_failures = 20;

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
      if (!result.seen.answers.empty() || result.end != ending::open) // that one expects the PROXY protocol
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
  /// Prints a failure unless there are more than `most`.
  void add(const std::string& name, const std::vector<std::string>& failures, std::size_t most = 1000) {
    const std::lock_guard lock(mutex_);
    ++(failures.empty() ? passed : failed);
    if (failures.empty() || failed > most)
      return;
    std::printf("FAILED %s\n", name.c_str());
    for (const auto& one : failures)
      std::printf("  %s\n", one.c_str());
    std::fflush(stdout);
  }

  std::atomic<std::size_t> passed{0}, failed{0};

private:
  std::mutex mutex_;
};

/// The seed of the gate; another one can be given.
constexpr std::uint64_t usual_seed = 1;

/// Calls `run` with 0, 1, … below `count`, in several threads.
template <class Run>
void in_parallel(std::size_t count, Run run) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.emplace_back([&] {
      for (auto at = next++; at < count; at = next++)
        run(at);
    });
}

std::vector<std::string> run_case(case_runner& runner, const test_case& what) {
  try {
    return runner.run(what);
  } catch (const std::exception& why) {
    return {why.what()};
  }
}

void run_table(case_runner& runner, const std::vector<test_case>& all, const std::string& program, counts& result) {
  std::atomic<std::size_t> different{0};
  in_parallel(all.size(), [&](std::size_t at) {
    if (holds_for(all[at], program))
      result.add(program + ": " + all[at].subject + ": " + all[at].name, run_case(runner, all[at]));
    else
      ++different;
  });
  std::printf("%s: %zu cases passed, %zu failed, %zu differ with a reason\n", program.c_str(), result.passed.load(),
              result.failed.load(), different.load());
}

void add_unknown(const std::vector<message>& unknown, const std::string& program, counts& result) {
  std::vector<std::string> lines;
  for (const auto& one : unknown)
    lines.push_back(printable(one.start_line));
  if (!lines.empty())
    result.add(program + ": requests that no client sent", lines);
}

void run_generated(case_runner& runner, const suite_options& options, counts& result) {
  const auto seed = options.seed.empty() ? usual_seed : std::stoull(options.seed);
  const auto before = result.failed.load();
  in_parallel(options.generated, [&](std::size_t number) {
    const auto made = generated_case(seed, number);
    auto failures = run_case(runner, made);
    if (!failures.empty() && result.failed < before + shown_failures)
      failures.push_back("to repeat it, put this into a file of cases:\n" + case_text(made));
    result.add(options.program + ": generated " + made.name, failures, before + shown_failures);
  });
  std::printf("%s: %zu generated requests of seed %llu, %zu failed\n", options.program.c_str(), options.generated,
              static_cast<unsigned long long>(seed), result.failed - before);
}

} // namespace

bool run_suite(const suite_options& options, const std::filesystem::path& cases,
               const std::map<std::string, proxy_ports>& scenes) {
  const auto all = wanted_cases(cases, options.only);
  recording_application application(application_addresses(), application_port);
  application.set_script("ready", {});
  wait_for_proxies(scenes);
  case_runner runner(application, scenes, !options.only.empty());
  counts result;
  run_table(runner, all, options.program, result);
  add_unknown(application.take_unknown(), options.program, result);
  if (options.generated > 0)
    run_generated(runner, options, result);
  // A changed header may lose the name of its case, or make a request of a body. A request without the header that
  // proxies add was none for the proxy.
  auto unknown = application.take_unknown();
  std::erase_if(unknown, [](const message& one) { return header_of(one.headers, "X-Real-IP").has_value(); });
  add_unknown(unknown, options.program, result);
  std::printf("%zu passed, %zu failed\n", result.passed.load(), result.failed.load());
  return result.failed == 0 && result.passed > 0;
}

} // namespace signalbox::conformance
