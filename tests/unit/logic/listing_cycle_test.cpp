// The next round of reads, and its time.
#include "actors/watcher/listing_cycle.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// The cycle of an empty Swarm.
struct empty_swarm {
  /// Begins the next round, and answers all of its reads; returns their names.
  std::string run(instant now, bool pushed = false) {
    cycle.begin(last, pushed, now);
    return read_all(now);
  }
  std::string read_all(instant now) {
    std::string reads;
    while (auto next = cycle.next_read({"web"})) {
      static constexpr const char* names[] = {"services ", "tasks ", "nodes ", "networks ", "secrets "};
      reads += names[next->index()];
      answer(*next);
    }
    last = cycle.finish(now).round.finish();
    return reads;
  }
  void answer(const read_effect& read) {
    auto& round = *cycle.round();
    switch (read.index()) {
    case 0:
      return round.take_services({});
    case 1:
      return round.take_tasks({});
    case 2:
      round.take_nodes({});
      return;
    case 3:
      return round.take_networks({});
    default:
      return round.take_secrets({});
    }
  }
  swarm_snapshot last;
  listing_cycle cycle{watcher_policy{}};
};

/// A Swarm that was read completely once.
struct known_swarm : empty_swarm {
  known_swarm() {
    cycle.want_all();
    run(start);
  }
};

engine_event event_of(const std::string& type, const std::string& id = "") {
  engine_event e;
  e.type = type;
  e.id = id;
  return e;
}

} // namespace

TEST_CASE_METHOD(empty_swarm, "the first round waits at most one second for the event stream") {
  cycle.start(start);
  CHECK_FALSE(cycle.wanted());
  CHECK(cycle.due({}, start) == start + 1s);
  cycle.want_all_if_due(start + 999ms);
  CHECK_FALSE(cycle.wanted());
  cycle.want_all_if_due(start + 1s);
  CHECK(cycle.wanted());
}

TEST_CASE_METHOD(empty_swarm, "events before the first complete round wait for it") {
  cycle.want(event_of("service", "web"));
  CHECK_FALSE(cycle.wanted());
  cycle.want_all();
  CHECK(run(start) == "services networks secrets nodes ");
  CHECK(cycle.complete());
  CHECK(cycle.kind() == std::string{"all"});
  CHECK_FALSE(cycle.wanted()); // the complete round has read the service
}

TEST_CASE_METHOD(known_swarm, "a round reads what events named, and no more") {
  cycle.want(event_of("config", "c1"));
  CHECK_FALSE(cycle.wanted());
  cycle.want(event_of("network"));
  cycle.want(event_of("node"));
  CHECK(run(start) == "networks nodes ");
  CHECK(cycle.kind() == std::string{"services"});
  cycle.want(event_of("secret"));
  cycle.want(event_of("service", "web"));
  cycle.begin(last, false, start);
  CHECK(cycle.round()->services() == std::vector<std::string>{"web"});
  CHECK_FALSE(cycle.may_begin(start)); // one round at a time
  cycle.want(event_of("service", "api"));
  CHECK(read_all(start) == "services secrets tasks ");
  CHECK(cycle.wanted()); // the event that came during the round
}

TEST_CASE_METHOD(known_swarm, "everything is read again at the resync interval") {
  CHECK(cycle.due({}, start) == start + 3s);
  CHECK(cycle.due(start + 1s, start) == start + 1s);
  cycle.want_all_if_due(start + 3s);
  cycle.begin(last, false, start + 3s);
  CHECK(cycle.round()->full());
  CHECK_FALSE(cycle.due(start + 1s, start + 3s)); // during a round no timer is needed
}

TEST_CASE_METHOD(known_swarm, "a round can read only the tasks of converging services") {
  cycle.begin_tasks(last, start);
  CHECK(cycle.kind() == std::string{"tasks"});
  const auto read = cycle.next_read({"web"});
  REQUIRE(read);
  CHECK(std::get<read_tasks>(*read).service_ids == std::vector<std::string>{"web"});
}

TEST_CASE_METHOD(known_swarm, "if tasks are pushed, a round reads them only at the cross check") {
  cycle.want_all();
  cycle.begin(last, true, start + 29s);
  CHECK_FALSE(cycle.round()->reads_all_tasks());
  read_all(start + 29s);
  cycle.want_all();
  cycle.begin(last, true, start + 30s);
  CHECK(cycle.round()->reads_all_tasks());
}

TEST_CASE_METHOD(known_swarm, "after a failed round everything is read, after a backoff that a new stream ends") {
  cycle.want(event_of("node"));
  cycle.begin(last, false, start);
  cycle.fail(start);
  CHECK(cycle.wanted());
  CHECK_FALSE(cycle.may_begin(start + 199ms));
  CHECK(cycle.due(start, start) == start + 200ms);
  CHECK(cycle.may_begin(start + 200ms));
  cycle.begin(last, false, start + 200ms);
  CHECK(cycle.round()->full());
  cycle.fail(start + 200ms);
  CHECK_FALSE(cycle.may_begin(start + 599ms));
  cycle.end_backoff();
  CHECK(cycle.may_begin(start + 201ms));
}
