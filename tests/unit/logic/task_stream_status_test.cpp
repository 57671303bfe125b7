// What the watcher reports about SwarmKit's stream.
#include "actors/watcher/task_stream_status.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

TEST_CASE("the history records once whether tasks are pushed or polled") {
  task_stream_status status;
  CHECK(status.set_mode(true, "") == "tasks are pushed by SwarmKit");
  CHECK_FALSE(status.set_mode(true, ""));
  CHECK(status.set_mode(false, "cut") == "tasks are polled: cut");
  CHECK_FALSE(status.set_mode(false, "cut"));
  CHECK(status.set_mode(false, "unreachable") == "tasks are polled: unreachable");
}

TEST_CASE("without the stream's configuration the history gets no entry") {
  task_stream_status status;
  CHECK_FALSE(status.set_mode(false, ""));
}

TEST_CASE("the stream's ends are counted by cause, and its changes as received or missed") {
  task_stream_status status;
  status.record_changes(3);
  status.record_changes(2);
  status.record_end("lost");
  status.record_end("lost");
  status.record_resume();
  CHECK(status.record_missed(4) == "SwarmKit's stream has lost 4 changes");
  status.set_mode(false, "cut");
  watcher_report report;
  report.events = 7;
  status.write_to(report);
  CHECK(report.events == 7); // other fields keep their values
  CHECK(report.task_changes == 5);
  CHECK(report.task_stream_ends == std::map<std::string, std::uint64_t>{{"lost", 2}, {"missed_updates", 1}});
  CHECK(report.task_stream_resumes == 1);
  CHECK(report.task_missed_updates == 4);
  CHECK_FALSE(report.tasks_pushed);
  CHECK(report.tasks_why == "cut");
}
