#include "messages/labels/labels.hpp"

#include "messages/labels/label_checks.hpp"
#include "messages/labels/label_rows.hpp"
#include "messages/text/nearest.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::size_t most_unknown = 10, most_misplaced = 5;

/// Parses one service's labels; keeps every mistake.
class reading_of_labels {
public:
  reading_of_labels(const std::string& service, const label_map& labels, client_view clients)
      : service_(service), labels_(labels), clients_(clients) {}

  parsed_labels run() {
    for (auto it = labels_.lower_bound(std::string(label_prefix));
         it != labels_.end() && it->first.starts_with(label_prefix); ++it)
      read_label(it->first, it->second);
    if (unknown_ > most_unknown)
      found_.push_back({severity::warning, service_, "labels " + full_label("*"),
                        std::to_string(unknown_ - most_unknown) + " more are not known and have no effect",
                        "remove them"});
    if (const auto ssl = labels_.find(full_label("ssl_backend")); ssl == labels_.end() || !is_on(ssl->second))
      read_.route.tls.reset();
    const bool readable = !has_errors();
    auto together = check_together(service_, labels_, read_, clients_);
    if (!readable) // further problems would follow from the value that could not be parsed
      std::erase_if(together, [](const problem& p) { return p.level == severity::warning; });
    found_.insert(found_.end(), together.begin(), together.end());
    if (has_errors())
      return {std::nullopt, std::move(found_)};
    return {std::move(read_), std::move(found_)};
  }

private:
  bool has_errors() const {
    return std::any_of(found_.begin(), found_.end(), [](const problem& p) { return p.level == severity::error; });
  }

  void read_label(const std::string& name, const std::string& value) {
    const auto bare = std::string_view(name).substr(label_prefix.size());
    const auto* row = find_row(bare);
    if (!row)
      return not_known(name, bare);
    if (value.empty() && !row->is_family())
      return;
    for (auto& bad : row->read({row->is_family() ? bare.substr(row->stem().size()) : bare, value}, row->shown, read_))
      found_.push_back(
          {severity::error, service_, "label " + printable(name), std::move(bad.what), std::move(bad.hint)});
  }

  void not_known(const std::string& name, std::string_view bare) {
    if (++unknown_ > most_unknown)
      return;
    std::vector<std::string_view> known;
    for (const auto& row : label_rows())
      known.push_back(row.shown.name);
    const auto close = nearest(bare, known);
    found_.push_back({severity::warning, service_, "label " + printable(name), "is not known and has no effect",
                      close.empty() ? "remove it" : "did you mean " + full_label(close) + "?"});
  }

  const std::string& service_;
  const label_map& labels_;
  const client_view clients_;
  app_labels read_;
  problems found_;
  std::size_t unknown_ = 0;
};

} // namespace

std::string full_label(std::string_view label) { return std::string(label_prefix).append(label); }

std::vector<label_description> label_table() {
  std::vector<label_description> all;
  for (const auto& row : label_rows())
    all.push_back(row.shown);
  return all;
}

bool asks_for_routing(const label_map& labels) {
  const auto it = labels.lower_bound(std::string(label_prefix));
  return it != labels.end() && it->first.starts_with(label_prefix);
}

label_map routing_labels(const label_map& labels) {
  label_map routing;
  for (auto it = labels.lower_bound(std::string(label_prefix));
       it != labels.end() && it->first.starts_with(label_prefix); ++it)
    routing.insert(*it);
  return routing;
}

problem misplaced_labels(const std::string& service, const label_map& on_containers, severity level) {
  std::string names;
  std::size_t count = 0;
  for (const auto& [name, _] : routing_labels(on_containers))
    if (++count <= most_misplaced)
      names += (names.empty() ? "" : ", ") + printable(name);
  if (count > most_misplaced)
    names += " and " + std::to_string(count - most_misplaced) + " more";
  return {level, service, "labels of the containers",
          names + (count == 1 ? " is" : " are") +
              " in the container's spec (labels of a compose file, --container-label), and without effect there",
          "labels belong to the service: deploy.labels in the compose file; docker service update --label-add "
          "LABEL=VALUE " +
              service};
}

std::string service_cluster_of(const label_map& labels) {
  const auto it = labels.find(full_label("service_cluster"));
  return it == labels.end() ? std::string{} : it->second;
}

parsed_labels parse_labels(const std::string& service, const label_map& labels, client_view clients) {
  return reading_of_labels(service, labels, clients).run();
}

} // namespace signalbox
