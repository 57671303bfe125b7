// The rules of long polls, on a simulated clock.
#include "adapters/longpoll/poll_queue.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// The queue of one cluster. A report is the number of the work that the task has done; each effect is one string.
struct queue_fixture {
  poll_queue queue{{60s, 2s, 3}};
  poll_queue::instant now{};
  std::uint64_t polls = 0;

  using texts = std::vector<std::string>;

  texts poll(const std::string& task, int done = 0, std::chrono::milliseconds wait = 10s,
             const std::string& address = "10.0.0.1") {
    return texts_of(queue.arrive({++polls, task, address, wait, std::make_shared<const int>(done)}, now));
  }
  texts offer(int work) {
    return texts_of(
        queue.offer([work](const opaque& report) { return *static_cast<const int*>(report.get()) < work; }));
  }
  texts authorize(const std::vector<std::string>& names, const std::string& address = "10.0.0.1") {
    std::vector<authorized_task> tasks;
    for (const auto& n : names)
      tasks.push_back({n, {address}});
    return texts_of(queue.authorize(std::move(tasks), now));
  }
  texts pass(std::chrono::milliseconds time) {
    now += time;
    return texts_of(queue.expire(now));
  }

private:
  static texts texts_of(const poll_effects& effects) {
    static constexpr const char* results[] = {"work", "no work", "unauthorized"};
    texts all;
    for (const auto& e : effects)
      if (const auto* report = std::get_if<report_received>(&e))
        all.push_back("report " + std::to_string(*static_cast<const int*>(report->report.get())));
      else if (const auto* caller = std::get_if<unknown_caller>(&e))
        all.push_back("unknown " + caller->address);
      else
        all.push_back(std::to_string(std::get<poll_answered>(e).id) + ": " +
                      results[static_cast<int>(std::get<poll_answered>(e).result)]);
    return all;
  }
};

using texts = queue_fixture::texts;

} // namespace

TEST_CASE_METHOD(queue_fixture, "a poll is answered at once if there is work for its task, else as soon as there is") {
  authorize({"a", "b"});
  offer(1);
  CHECK(poll("a") == texts{"report 0", "1: work"});
  CHECK(poll("a", 1) == texts{"report 1"});
  CHECK(poll("b", 2) == texts{"report 2"});
  CHECK(offer(2) == texts{"2: work"});
  CHECK(offer(3) == texts{"3: work"});
  CHECK(offer(4).empty());
}

TEST_CASE_METHOD(queue_fixture, "before the first offer there is no work") {
  authorize({"a"});
  CHECK(poll("a") == texts{"report 0"});
}

TEST_CASE_METHOD(queue_fixture, "a poll waits as long as it requests, and the next expiry is the earliest") {
  authorize({"a", "b"});
  CHECK_FALSE(queue.next_expiry());
  poll("a", 0, 10s);
  poll("b", 0, 5s);
  CHECK(queue.next_expiry() == now + 5s);
  CHECK(pass(4999ms).empty());
  CHECK(pass(1ms) == texts{"2: no work"});
  CHECK(queue.next_expiry() == now + 5s);
  CHECK(pass(5s) == texts{"1: no work"});
  CHECK_FALSE(queue.next_expiry());
  CHECK(pass(60s).empty());
}

TEST_CASE_METHOD(queue_fixture, "the newest poll of a task replaces its older one") {
  authorize({"a"});
  poll("a", 0);
  CHECK(poll("a", 1) == texts{"report 1", "1: no work"});
  CHECK(offer(2) == texts{"2: work"});
}

TEST_CASE_METHOD(queue_fixture, "an unknown caller is held and then refused, whatever is offered") {
  SECTION("no task is authorized") {}
  SECTION("the task calls from another address") { authorize({"a"}, "10.0.0.2"); }
  CHECK(poll("a") == texts{"unknown 10.0.0.1"});
  CHECK(offer(1).empty());
  CHECK(pass(1999ms).empty());
  CHECK(pass(1ms) == texts{"1: unauthorized"});
}

TEST_CASE_METHOD(queue_fixture, "an unknown caller that is authorized while it waits is served like a task") {
  poll("a", 0, 10s);
  poll("b", 0, 10s);
  pass(1s);
  CHECK(authorize({"a"}) == texts{"report 0"});
  CHECK(pass(1s) == texts{"2: unauthorized"});
  CHECK(pass(8999ms).empty());
  CHECK(pass(1ms) == texts{"1: no work"});
}

TEST_CASE_METHOD(queue_fixture, "a task that is no longer authorized cannot poll again") {
  authorize({"a"});
  CHECK(queue.is_authorized_address("10.0.0.1"));
  poll("a", 0, 1s);
  authorize({"b"}, "10.0.0.2");
  CHECK_FALSE(queue.is_authorized_address("10.0.0.1"));
  CHECK(pass(1s) == texts{"1: no work"});
  CHECK(poll("a") == texts{"unknown 10.0.0.1"});
}

TEST_CASE_METHOD(queue_fixture, "the number of waiting polls is limited: the oldest one ends") {
  authorize({"a", "b", "c", "d"});
  for (const auto* task : {"a", "b", "c"})
    CHECK(poll(task) == texts{"report 0"});
  CHECK(poll("d") == texts{"report 0", "1: no work"});
  CHECK(offer(1) == texts{"2: work", "3: work", "4: work"});
  for (const auto* task : {"u", "v", "w"})
    CHECK(poll(task) == texts{"unknown 10.0.0.1"});
  CHECK(poll("x") == texts{"unknown 10.0.0.1", "5: no work"});
}
