// Planted where the watcher looks.
#include "adapters/labels/labels.hpp"
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/passing.hpp"

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_source(world& w) {
  w.source = std::make_shared<Bug>(w.source);
}

class unknown_is_empty : public passing_source {
public:
  using passing_source::passing_source;
  void list_tasks(std::vector<std::string> ids, on_answer<listed<swarm_task>> done) override {
    real_->list_tasks(std::move(ids), [done](deferred<listed<swarm_task>> decode) {
      done([decode]() -> listed<swarm_task> {
        auto answer = decode();
        if (std::holds_alternative<listing_failed>(answer))
          return std::vector<swarm_task>{};
        return answer;
      });
    });
  }
};

class first_half_is_all : public passing_source {
public:
  using passing_source::passing_source;
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override {
    const bool all = ids.empty();
    real_->list_services(std::move(ids), [this, all, done](deferred<listed<swarm_service>> decode) {
      done([this, all, decode]() -> listed<swarm_service> {
        auto answer = decode();
        if (auto* found = std::get_if<0>(&answer); found && all)
          last_ = *found;
        else if (std::holds_alternative<listing_failed>(answer) && all)
          return std::vector<swarm_service>{last_.begin(), last_.begin() + static_cast<long>(last_.size() / 2)};
        return answer;
      });
    });
  }

private:
  std::vector<swarm_service> last_;
};

class bad_service_ends_the_list : public passing_source {
public:
  using passing_source::passing_source;
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override {
    real_->list_services(std::move(ids), [done](deferred<listed<swarm_service>> decode) {
      done([decode] {
        auto answer = decode();
        if (auto* found = std::get_if<0>(&answer))
          for (std::size_t i = 0; i < found->size(); ++i)
            if (asks_for_routing((*found)[i].labels) && !parse_labels((*found)[i].name, (*found)[i].labels).labels)
              found->resize(i);
        return answer;
      });
    });
  }
};

class loud_events : public passing_source {
public:
  using passing_source::passing_source;
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    return real_->follow([sink](feed_event e) {
      for (int i = 0; i < 150; ++i)
        sink(e);
    });
  }
};

class forgotten_followers : public passing_source {
public:
  using passing_source::passing_source;
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    old_.push_back(real_->follow([](feed_event) {}));
    return real_->follow(std::move(sink));
  }

private:
  std::vector<std::unique_ptr<subscription>> old_;
};

} // namespace

std::vector<planted_bug> source_bugs() {
  using i = invariant;
  return {
      {"unknown-is-empty", "takes a listing of tasks that failed for an empty one", i::unknown_not_empty, "listings",
       plant_source<unknown_is_empty>},
      {"first-half-is-all", "takes what came of an answer that broke off for all of it", i::unknown_not_empty,
       "listings", plant_source<first_half_is_all>},
      {"bad-service-ends-the-list", "stops reading at the first bad label", i::unknown_not_empty, "quiet",
       plant_source<bad_service_ends_the_list>},
      {"loud-events", "makes many messages of one event", i::bounded, "storm", plant_source<loud_events>},
      {"forgotten-followers", "leaves an event stream open for each watcher that died", i::bounded, "kills",
       plant_source<forgotten_followers>},
  };
}

} // namespace signalbox::sim
