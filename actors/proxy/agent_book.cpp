#include "actors/proxy/agent_book.hpp"

#include "actors/proxy/proxy_wish.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace signalbox {

namespace {

const char* name_of(verdict v) {
  static constexpr const char* names[] = {"none", "loaded", "passed", "refused", "failed"};
  return names[static_cast<int>(v)];
}

using version_number = std::array<int, 3>;

version_number number_of(std::string_view text) {
  version_number v{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (auto& part : v) {
    const auto read = std::from_chars(at, end, part);
    at = read.ptr == end ? end : read.ptr + 1;
  }
  return v;
}

} // namespace

std::vector<admitted_task> tasks_on(const std::vector<proxy_task>& tasks, const std::vector<std::string>& networks) {
  std::vector<admitted_task> admitted;
  for (const auto& t : tasks) {
    auto& a = admitted.emplace_back(admitted_task{t.id, {}});
    for (const auto& address : t.addresses)
      if (networks.empty() || std::find(networks.begin(), networks.end(), address.network_id) != networks.end())
        a.addresses.insert(address.address);
  }
  return admitted;
}

void agent_book::look(const std::vector<proxy_task>& tasks, instant now) {
  std::map<std::string, entry> known;
  for (const auto& t : tasks) {
    auto& e = known[t.id];
    if (const auto before = tasks_.find(t.id); before != tasks_.end())
      e = std::move(before->second);
    e.node = t.node_id;
    e.image = t.image;
    if (t.state != "running")
      e.running_since.reset();
    else if (!e.running_since)
      e.running_since = now;
  }
  tasks_ = std::move(known);
}

bool agent_book::hear(const agent_report& report, instant now) {
  const auto i = tasks_.find(report.task);
  if (i == tasks_.end())
    return false;
  auto& e = i->second;
  heard_any_ = true;
  if (e.word == report)
    return false;
  if (!e.word || e.word->running != report.running)
    e.serves_since = now;
  e.word = report;
  return true;
}

text_standing agent_book::standing_of(const digest& text) const {
  text_standing s;
  for (const auto& [_, e] : tasks_) {
    if (!e.running_since)
      continue;
    ++s.tasks;
    if (!e.word)
      continue;
    if (e.word->running == text)
      ++s.serving;
    if (e.word->judged != text)
      continue;
    if (e.word->word == verdict::refused)
      s.refused = true;
    if (e.word->word == verdict::refused || (e.word->word == verdict::failed && s.error.empty()))
      s.error = e.word->error;
  }
  return s;
}

bool agent_book::any_may_run_another(const std::string& program, const std::string& image, instant since) const {
  const auto may = [&](const entry& e) {
    if (e.word)
      return runs_another(*e.word, program);
    return !e.image.empty() && e.image != image && e.running_since && *e.running_since > since;
  };
  return !program.empty() && std::any_of(tasks_.begin(), tasks_.end(), [&](const auto& t) { return may(t.second); });
}

std::optional<instant> agent_book::silent_since() const {
  std::optional<instant> since;
  for (const auto& [_, e] : tasks_)
    if (e.running_since && !e.word && (!since || *e.running_since < *since))
      since = e.running_since;
  return since;
}

std::string agent_book::older_nginx(const std::string& version) const {
  static constexpr std::string_view nginx = "nginx/";
  for (const auto& [_, e] : tasks_)
    if (e.word && e.word->proxy.starts_with(nginx) &&
        number_of(std::string_view{e.word->proxy}.substr(nginx.size())) < number_of(version))
      return e.word->proxy;
  return "";
}

std::vector<proxy_task_report> agent_book::reports(const cluster_id& cluster, instant now) const {
  std::vector<proxy_task_report> all;
  for (const auto& [id, e] : tasks_) {
    proxy_task_report r;
    r.task = id;
    r.node = e.node;
    if (e.word && !e.word->running.empty())
      r.serves = config_name(cluster, e.word->running);
    r.proxy = e.word ? e.word->proxy : "";
    r.word = e.word ? name_of(e.word->word) : "silent";
    if (e.serves_since)
      r.since = now - *e.serves_since;
    all.push_back(std::move(r));
  }
  return all;
}

} // namespace signalbox
