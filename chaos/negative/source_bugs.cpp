// Bugs in the watcher's source.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/forwarding.hpp"
#include "messages/labels/labels.hpp"

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_source(dependencies& d) {
  d.source = std::make_shared<Bug>(d.source);
}

class unknown_is_empty : public forwarding_source {
public:
  using forwarding_source::forwarding_source;
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

class first_half_is_all : public forwarding_source {
public:
  using forwarding_source::forwarding_source;
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

class bad_service_ends_the_list : public forwarding_source {
public:
  using forwarding_source::forwarding_source;
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

class multiplies_events : public forwarding_source {
public:
  using forwarding_source::forwarding_source;
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    return real_->follow([sink](feed_event e) {
      for (int i = 0; i < 150; ++i)
        sink(e);
    });
  }
};

class leaks_event_streams : public forwarding_source {
public:
  using forwarding_source::forwarding_source;
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    leaked_.push_back(real_->follow([](feed_event) {}));
    return real_->follow(std::move(sink));
  }

private:
  std::vector<std::unique_ptr<subscription>> leaked_;
};

} // namespace

std::vector<planted_bug> source_bugs() {
  using i = invariant;
  return {
      {"unknown-is-empty", "treats a failed listing of tasks as an empty one", i::unknown_not_empty, "listings",
       plant_source<unknown_is_empty>},
      {"first-half-is-all", "treats an incomplete reply as a complete one", i::unknown_not_empty, "listings",
       plant_source<first_half_is_all>},
      {"bad-service-ends-the-list", "stops reading at the first bad label", i::unknown_not_empty, "quiet",
       plant_source<bad_service_ends_the_list>},
      {"multiplies-events", "sends many messages for one event", i::bounded, "storm", plant_source<multiplies_events>},
      {"leaks-event-streams", "leaves an event stream open at each restart of the watcher", i::bounded, "kills",
       plant_source<leaks_event_streams>},
  };
}

} // namespace signalbox::sim
