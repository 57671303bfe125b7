#include "adapters/labels/labels.hpp"

#include "adapters/labels/host_names.hpp"
#include "adapters/labels/unserved.hpp"

#include <algorithm>
#include <charconv>

namespace signalbox {
namespace {

constexpr std::size_t most_hosts = 64, longest_network = 255;

std::string shown(const std::string& raw) { return "'" + printable(raw) + "'"; }

bool is_network_name(const std::string& name) {
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) { return plain(c) || c == '_' || c == '.' || c == '-'; };
  return !name.empty() && name.size() <= longest_network && plain(name.front()) &&
         std::all_of(name.begin(), name.end(), inner);
}

/// Reads one service's labels; every mistake is kept.
class label_reader {
public:
  label_reader(const std::string& service, const label_map& labels) : service_(service), labels_(labels) {}

  parsed_labels read() {
    read_hosts();
    read_port();
    read_network();
    read_backend_mode();
    const auto unserved = unserved_labels(service_, labels_);
    found_.insert(found_.end(), unserved.begin(), unserved.end());
    const auto fatal = [](const problem& p) { return p.level == severity::error; };
    if (std::any_of(found_.begin(), found_.end(), fatal))
      return {std::nullopt, std::move(found_)};
    return {std::move(read_), std::move(found_)};
  }

private:
  void refuse(std::string_view label, std::string what, std::string hint) {
    found_.push_back({severity::error, service_, "label " + full_label(label), std::move(what), std::move(hint)});
  }
  void warn(std::string_view label, std::string what, std::string hint) {
    found_.push_back({severity::warning, service_, "label " + full_label(label), std::move(what), std::move(hint)});
  }

  /// Empty if the label is missing.
  const std::string& value_of(std::string_view label) const {
    static const std::string none;
    const auto it = labels_.find(full_label(label));
    return it == labels_.end() ? none : it->second;
  }

  void read_hosts() {
    const auto& list = value_of("hosts");
    if (list.empty())
      return refuse_missing_hosts();
    const auto entries = static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) + 1;
    if (entries > most_hosts)
      return refuse("hosts", shown(list) + " names " + std::to_string(entries) + " hosts",
                    "one service may name at most " + std::to_string(most_hosts) + " hosts");
    for (std::size_t from = 0; from <= list.size();) {
      const auto comma = std::min(list.find(',', from), list.size());
      read_host(std::string_view(list).substr(from, comma - from));
      from = comma + 1;
    }
    std::sort(read_.hosts.begin(), read_.hosts.end());
    read_.hosts.erase(std::unique(read_.hosts.begin(), read_.hosts.end()), read_.hosts.end());
  }

  void read_host(std::string_view entry) {
    auto checked = check_host(entry);
    if (auto* name = std::get_if<std::string>(&checked))
      return read_.hosts.push_back(std::move(*name));
    const auto& bad = std::get<bad_host>(checked);
    refuse("hosts", bad.what, bad.hint);
  }

  void refuse_missing_hosts() {
    if (is_on(value_of("default_backend")))
      return refuse("default_backend",
                    "is not acted on in this version, and the service names no host to serve instead",
                    "add " + full_label("hosts") + ", or leave the service unrouted");
    refuse("hosts", "is missing or empty", "name the hosts to serve: " + full_label("hosts") + "=app.example.com");
  }

  void read_port() {
    const auto& digits = value_of("port");
    if (digits.empty())
      return refuse("port", "is missing or empty", "give the container's port: " + full_label("port") + "=8080");
    const auto* end = digits.data() + digits.size();
    const auto [stop, failed] = std::from_chars(digits.data(), end, read_.port);
    if (failed != std::errc{} || stop != end || digits.front() == '0')
      refuse("port", shown(digits) + " is not a port", "give one number from 1 to 65535, in digits only");
  }

  void read_network() {
    read_.network = value_of("network");
    if (!read_.network.empty() && !is_network_name(read_.network))
      refuse("network", shown(read_.network) + " is not a network's name",
             "give the name of one of the service's networks, as `docker network ls` shows it");
  }

  /// `default` is what an early draft of Interlock called `task`.
  void read_backend_mode() {
    const auto& mode = value_of("backend_mode");
    if (mode == "vip")
      warn("backend_mode", "'vip' is not acted on in this version: requests go to the tasks",
           "remove it, or set it to task");
    else if (!mode.empty() && mode != "task" && mode != "default")
      warn("backend_mode", shown(mode) + " is not a mode: requests go to the tasks", "remove it, or set it to task");
  }

  const std::string& service_;
  const label_map& labels_;
  app_labels read_;
  problems found_;
};

} // namespace

bool asks_for_routing(const label_map& labels) {
  const auto it = labels.lower_bound(std::string(label_prefix));
  return it != labels.end() && it->first.starts_with(label_prefix);
}

std::string service_cluster_of(const label_map& labels) {
  const auto it = labels.find(full_label("service_cluster"));
  return it == labels.end() ? std::string{} : it->second;
}

parsed_labels parse_labels(const std::string& service, const label_map& labels) {
  return label_reader(service, labels).read();
}

} // namespace signalbox
