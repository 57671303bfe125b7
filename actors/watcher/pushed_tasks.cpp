#include "actors/watcher/pushed_tasks.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

auto find_task(std::vector<swarm_task>& tasks, const std::string& id) {
  return std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.id == id; });
}

std::map<std::string, swarm_task> by_id(const swarm_snapshot& snapshot, const std::string& service) {
  std::map<std::string, swarm_task> all;
  if (const auto i = snapshot.tasks.find(service); i != snapshot.tasks.end())
    for (const auto& t : i->second)
      all[t.id] = t;
  return all;
}

} // namespace

void pushed_tasks::up(bool resumed) {
  const bool goes_on = resumed && (state_ == stream_state::interrupted || reliable());
  become(goes_on ? stream_state::reliable : stream_state::up);
}

void pushed_tasks::down() {
  become(state_ == stream_state::interrupted || reliable() ? stream_state::interrupted : stream_state::down);
}

void pushed_tasks::become(stream_state s) {
  state_ = s;
  round_covers_ = false;
  missing_.clear();
}

pushed_tasks::effect pushed_tasks::take(const std::vector<task_change>& changes, swarm_snapshot& last) {
  effect made;
  for (const auto& c : changes) {
    if (const auto i = missing_.find(c.task.id); i != missing_.end() && i->second.version <= c.task.version)
      missing_.erase(i);
    if (apply(c, last, made.visible))
      made.services.insert(c.task.service_id);
    if (!c.wanted && (in_round_ || last.services.contains(c.task.service_id)))
      tombstones_[c.task.id] = std::max(tombstones_[c.task.id], c.task.version);
    if (in_round_)
      meanwhile_.push_back(c);
  }
  return made;
}

bool pushed_tasks::apply(const task_change& change, swarm_snapshot& to, bool& visible) const {
  if (!to.services.contains(change.task.service_id))
    return false;
  auto& tasks = to.tasks[change.task.service_id];
  const auto known = find_task(tasks, change.task.id);
  const bool is_known = known != tasks.end();
  if (is_known ? known->version > change.task.version || (change.wanted && *known == change.task)
               : !change.wanted || is_tombstoned(change.task.id, change.task.version))
    return false;
  visible |= (is_known && known->state == "running") || (change.wanted && change.task.state == "running");
  if (!change.wanted)
    tasks.erase(known);
  else if (is_known)
    *known = change.task;
  else
    tasks.push_back(change.task);
  return true;
}

bool pushed_tasks::is_tombstoned(const std::string& id, std::uint64_t version) const {
  if (version <= listed_up_to_)
    return true;
  for (const auto* tombstones : {&tombstones_, &older_tombstones_})
    if (const auto i = tombstones->find(id); i != tombstones->end() && i->second >= version)
      return true;
  return false;
}

void pushed_tasks::round_begins(const listing_round& round) {
  in_round_ = true;
  meanwhile_.clear();
  round_covers_ = state_ == stream_state::up && round.full();
}

void pushed_tasks::round_fails() {
  in_round_ = round_covers_ = false;
  meanwhile_.clear();
}

std::size_t pushed_tasks::round_ends(const listing_round& round, const swarm_snapshot& last, swarm_snapshot& draft,
                                     instant now) {
  in_round_ = false;
  if (reliable())
    for (const auto& service : round.tasks_read())
      if (last.services.contains(service))
        compare(service, last, draft, now);
  if (round.reads_all_tasks())
    listed_up_to_ = std::max(listed_up_to_, round.newest());
  bool visible = false;
  for (const auto& c : std::exchange(meanwhile_, {}))
    apply(c, draft, visible);
  if (std::exchange(round_covers_, false))
    state_ = stream_state::reliable;
  if (round.reads_all_tasks())
    older_tombstones_ = std::exchange(tombstones_, {});
  const auto lost =
      std::count_if(missing_.begin(), missing_.end(), [&](const auto& d) { return now - d.second.since >= timeout_; });
  if (lost > 0)
    become(stream_state::down);
  return static_cast<std::size_t>(lost);
}

// The manager that pushes may be ahead of the one that lists, so an older state in a listing is ignored.
void pushed_tasks::compare(const std::string& service, const swarm_snapshot& last, swarm_snapshot& draft, instant now) {
  const auto known = by_id(last, service), listed = by_id(draft, service);
  for (const auto& [id, task] : listed) {
    const auto i = known.find(id);
    if (i == known.end() ? !is_tombstoned(id, task.version) : i->second.version < task.version)
      expect(id, task.version, now);
    else if (i != known.end())
      *find_task(draft.tasks[service], id) = i->second;
    else
      std::erase_if(draft.tasks[service], [&id = id](const auto& t) { return t.id == id; });
  }
  for (const auto& [id, task] : known) {
    const bool is_young =
        std::any_of(meanwhile_.begin(), meanwhile_.end(), [&id = id](const auto& c) { return c.task.id == id; });
    if (!listed.contains(id) && !is_young)
      expect(id, task.version + 1, now);
  }
}

void pushed_tasks::expect(const std::string& id, std::uint64_t version, instant now) {
  const auto [i, is_new] = missing_.try_emplace(id, missing_update{version, now});
  if (!is_new)
    i->second.version = std::min(i->second.version, version);
}

} // namespace signalbox
