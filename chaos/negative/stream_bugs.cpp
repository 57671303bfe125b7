// Bugs in the stream of task changes.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/forwarding.hpp"

#include <algorithm>
#include <map>

namespace signalbox::sim {

namespace {

constexpr std::chrono::hours disabled{24};

class ignores_stream_end : public task_stream {
public:
  explicit ignores_stream_end(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return real_->follow([sink, was_up = std::make_shared<bool>(false)](const task_event& e) {
      const bool up = std::holds_alternative<task_stream_up>(e);
      if (std::holds_alternative<task_stream_down>(e) || (up && *was_up))
        return;
      *was_up |= up;
      sink(e);
    });
  }

private:
  std::shared_ptr<task_stream> real_;
};

class ignores_task_versions : public task_stream {
public:
  explicit ignores_task_versions(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return real_->follow([sink, newest = std::make_shared<std::uint64_t>(1'000'000)](task_event e) {
      if (auto* changes = std::get_if<std::vector<task_change>>(&e))
        for (auto& c : *changes)
          c.task.version = ++*newest;
      sink(e);
    });
  }

private:
  std::shared_ptr<task_stream> real_;
};

class leaks_task_streams : public task_stream {
public:
  explicit leaks_task_streams(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    leaked_.push_back(real_->follow([](const task_event&) {}));
    return real_->follow(std::move(sink));
  }

private:
  std::shared_ptr<task_stream> real_;
  std::vector<std::unique_ptr<subscription>> leaked_;
};

/// The last pushed change of each task.
using last_changes = std::map<std::string, task_change>;

class records_changes : public task_stream {
public:
  records_changes(std::shared_ptr<task_stream> real, std::shared_ptr<last_changes> last)
      : real_(std::move(real)), last_(std::move(last)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return real_->follow([sink, last = last_](const task_event& e) {
      if (const auto* changes = std::get_if<std::vector<task_change>>(&e))
        for (const auto& c : *changes)
          (*last)[c.task.id] = c;
      sink(e);
    });
  }

private:
  std::shared_ptr<task_stream> real_;
  std::shared_ptr<last_changes> last_;
};

class stream_overrides_listings : public forwarding_source {
public:
  stream_overrides_listings(std::shared_ptr<swarm_source> real, std::shared_ptr<last_changes> last)
      : forwarding_source(std::move(real)), last_(std::move(last)) {}
  void list_tasks(std::vector<std::string> ids, on_answer<listed<swarm_task>> done) override {
    real_->list_tasks(ids, [last = last_, ids, done](deferred<listed<swarm_task>> decode) {
      done([last, ids, decode] {
        auto answer = decode();
        if (auto* found = std::get_if<0>(&answer)) {
          std::erase_if(*found, [&](const auto& t) { return last->contains(t.id); });
          for (const auto& [_, c] : *last)
            if (c.wanted && (ids.empty() || std::find(ids.begin(), ids.end(), c.task.service_id) != ids.end()))
              found->push_back(c.task);
        }
        return answer;
      });
    });
  }

private:
  std::shared_ptr<last_changes> last_;
};

template <class Bug>
void plant_stream(dependencies& d) {
  d.tasks = std::make_shared<Bug>(d.tasks);
}

/// Also disables the cross-check, which would correct the bug.
template <class Bug>
void plant_unchecked(dependencies& d) {
  plant_stream<Bug>(d);
  d.watcher_policy.cross_check = disabled;
}

void plant_stream_override(dependencies& d) {
  const auto last = std::make_shared<last_changes>();
  d.tasks = std::make_shared<records_changes>(d.tasks, last);
  d.source = std::make_shared<stream_overrides_listings>(d.source, last);
}

} // namespace

std::vector<planted_bug> stream_bugs() {
  using i = invariant;
  return {
      {"ignores-stream-end", "relies on a stream that has ended", i::converged, "leaders",
       plant_unchecked<ignores_stream_end>},
      {"ignores-task-versions", "treats the last change that arrives as the newest one", i::converged, "leaders",
       plant_unchecked<ignores_task_versions>},
      {"no-cross-check", "never lists tasks while the stream is up", i::converged, "pushed",
       [](dependencies& d) { d.watcher_policy.cross_check = disabled; }},
      {"stream-overrides-listings", "corrects a difference in favour of the stream", i::converged, "pushed",
       plant_stream_override},
      {"leaks-task-streams", "leaves a stream of tasks open at each restart of the watcher", i::bounded, "pushed",
       plant_stream<leaks_task_streams>},
  };
}

} // namespace signalbox::sim
