// The process metrics that every Prometheus client library exports, under their standard names.
#include "adapters/api/metric_families.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace signalbox::metric {
namespace {

/// The fields of /proc/self/stat after the command's name, which may contain spaces: the first is the state (field 3).
std::vector<std::string> stat_fields() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(std::min(line.rfind(')') + 1, line.size())));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;)
    fields.push_back(field);
  return fields;
}

std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("btime ", 0) == 0)
      return std::stod(line.substr(6));
  return std::nullopt;
}

std::optional<double> open_files() {
  std::error_code failed;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", failed), end; !failed && it != end; it.increment(failed))
    ++count;
  return failed ? std::nullopt : std::optional(count - 1); // one less: the iteration itself has the directory open
}

} // namespace

families process_families() {
  families all;
  auto one = [&all](family f, std::optional<double> value) {
    if (!value)
      return;
    add(f, {}, *value);
    all.push_back(std::move(f));
  };
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (auto fields = stat_fields(); fields.size() > 21) {
    one(counter("process_cpu_seconds_total", "Processor time spent, user and system."),
        (std::stod(fields[11]) + std::stod(fields[12])) / ticks);
    if (auto boot = boot_time())
      one(gauge("process_start_time_seconds", "Start of the process since the epoch."),
          *boot + std::stod(fields[19]) / ticks);
    one(gauge("process_virtual_memory_bytes", "Virtual memory."), std::stod(fields[20]));
    one(gauge("process_resident_memory_bytes", "Resident memory."),
        std::stod(fields[21]) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  }
  one(gauge("process_open_fds", "Open file descriptors."), open_files());
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    one(gauge("process_max_fds", "The most file descriptors that may be open."), static_cast<double>(limit.rlim_cur));
  return all;
}

} // namespace signalbox::metric
