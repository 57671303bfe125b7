// Planted in the stream of tasks' changes.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/passing.hpp"

#include <algorithm>
#include <map>

namespace signalbox::sim {

namespace {

constexpr std::chrono::hours never{24};

class ignores_the_cut : public task_stream {
public:
  explicit ignores_the_cut(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return real_->follow([sink, stood = std::make_shared<bool>(false)](const task_event& e) {
      const bool up = std::holds_alternative<task_stream_up>(e);
      if (std::holds_alternative<task_stream_down>(e) || (up && *stood))
        return;
      *stood |= up;
      sink(e);
    });
  }

private:
  std::shared_ptr<task_stream> real_;
};

class takes_late_words : public task_stream {
public:
  explicit takes_late_words(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
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

class forgotten_streams : public task_stream {
public:
  explicit forgotten_streams(std::shared_ptr<task_stream> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    old_.push_back(real_->follow([](const task_event&) {}));
    return real_->follow(std::move(sink));
  }

private:
  std::shared_ptr<task_stream> real_;
  std::vector<std::unique_ptr<subscription>> old_;
};

/// What was pushed last of each task.
using last_words = std::map<std::string, task_change>;

class remembers_words : public task_stream {
public:
  remembers_words(std::shared_ptr<task_stream> real, std::shared_ptr<last_words> words)
      : real_(std::move(real)), words_(std::move(words)) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return real_->follow([sink, words = words_](const task_event& e) {
      if (const auto* changes = std::get_if<std::vector<task_change>>(&e))
        for (const auto& c : *changes)
          (*words)[c.task.id] = c;
      sink(e);
    });
  }

private:
  std::shared_ptr<task_stream> real_;
  std::shared_ptr<last_words> words_;
};

class believes_the_stream : public passing_source {
public:
  believes_the_stream(std::shared_ptr<swarm_source> real, std::shared_ptr<last_words> words)
      : passing_source(std::move(real)), words_(std::move(words)) {}
  void list_tasks(std::vector<std::string> ids, on_answer<listed<swarm_task>> done) override {
    real_->list_tasks(ids, [words = words_, ids, done](deferred<listed<swarm_task>> decode) {
      done([words, ids, decode] {
        auto answer = decode();
        if (auto* found = std::get_if<0>(&answer)) {
          std::erase_if(*found, [&](const auto& t) { return words->contains(t.id); });
          for (const auto& [_, c] : *words)
            if (c.wanted && (ids.empty() || std::find(ids.begin(), ids.end(), c.task.service_id) != ids.end()))
              found->push_back(c.task);
        }
        return answer;
      });
    });
  }

private:
  std::shared_ptr<last_words> words_;
};

template <class Bug>
void plant_stream(world& w) {
  w.tasks = std::make_shared<Bug>(w.tasks);
}

/// The cross-check would heal it.
template <class Bug>
void plant_unchecked(world& w) {
  plant_stream<Bug>(w);
  w.watching.cross_check = never;
}

void believe(world& w) {
  const auto words = std::make_shared<last_words>();
  w.tasks = std::make_shared<remembers_words>(w.tasks, words);
  w.source = std::make_shared<believes_the_stream>(w.source, words);
}

} // namespace

std::vector<planted_bug> stream_bugs() {
  using i = invariant;
  return {
      {"ignores-the-cut", "relies on a stream that ended", i::converged, "leaders", plant_unchecked<ignores_the_cut>},
      {"takes-late-words", "takes what comes last for what happened last", i::converged, "leaders",
       plant_unchecked<takes_late_words>},
      {"trusts-the-stream", "never reads tasks beside the stream", i::converged, "pushed",
       [](world& w) { w.watching.cross_check = never; }},
      {"believes-the-stream", "heals a difference in favour of the stream", i::converged, "pushed", believe},
      {"forgotten-streams", "leaves a stream of tasks open for each watcher that died", i::bounded, "pushed",
       plant_stream<forgotten_streams>},
  };
}

} // namespace signalbox::sim
