#include "adapters/swarmkit/watch_call.hpp"

#include "adapters/swarmkit/decode_task.hpp"
#include "adapters/swarmkit/tls_pipe.hpp"
#include "messages/problem.hpp"

#include <adapters/swarmkit/watch.grpc.pb.h>
#include <algorithm>
#include <grpc/support/log.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

namespace signalbox {

namespace wire = docker::swarmkit::v1;

namespace {

constexpr int largest_message = 64 << 20;
constexpr unsigned any_action = 1 | 2 | 4;

std::shared_ptr<grpc::Channel> channel_over(int plain_end) {
  // gRPC's log messages are also in the status of the call.
  static const bool quiet = (gpr_set_log_function([](gpr_log_func_args*) {}), true);
  (void)quiet;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(largest_message);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomInsecureChannelFromFd("swarm-manager", plain_end, arguments);
}

// Docker 20.10 sends the store version with replayed changes, not with live ones (observed). A task's own version is
// the store version before its change: a resume from it repeats that change.
std::uint64_t newest_in(const wire::WatchMessage& message) {
  auto newest = message.version().index();
  for (const auto& e : message.events())
    newest = std::max(newest, e.object().task().meta().version().index());
  return newest;
}

std::string cause_of(const grpc::Status& status, bool stood) {
  switch (status.error_code()) {
  case grpc::StatusCode::OUT_OF_RANGE:
    return "compacted";
  case grpc::StatusCode::PERMISSION_DENIED:
  case grpc::StatusCode::UNAUTHENTICATED:
  case grpc::StatusCode::UNIMPLEMENTED:
    return "refused";
  default: // SwarmKit's text of this error has no status code
    if (status.error_message().find("compaction") != std::string::npos)
      return "compacted";
  }
  return stood ? "lost" : "unreachable";
}

} // namespace

struct watch_call::parts {
  parts(std::string path, const node_identity& who, std::uint64_t from)
      : socket(std::move(path)), resume_from(from), pipe(who) {}

  std::string socket;
  std::uint64_t resume_from, version = 0;
  tls_pipe pipe;
  std::optional<task_stream_down> error; ///< connect error
  std::unique_ptr<wire::Watch::Stub> stub;
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::ClientAsyncReader<wire::WatchMessage>> reader;
  wire::WatchMessage message;
  bool connected = false, begun = false, stood = false, too_late = false, over = false;
  grpc::Status status;

  /// Whether the pending operation succeeds. After the time limit it is cancelled, and fails.
  bool succeeds(std::optional<std::chrono::system_clock::time_point> limit) {
    void* tag = nullptr;
    bool ok = false;
    if (limit && queue.AsyncNext(&tag, &ok, *limit) == grpc::CompletionQueue::TIMEOUT) {
      too_late = true;
      context.TryCancel();
      queue.Next(&tag, &ok);
    } else if (!limit) {
      queue.Next(&tag, &ok);
    }
    return ok && !too_late;
  }

  /// Connects, and starts the call; false if the connect fails.
  bool call(std::chrono::milliseconds limit) {
    if ((error = pipe.connect(socket, limit)))
      return false;
    connected = true;
    stub = wire::Watch::NewStub(channel_over(pipe.take_plain_end()));
    wire::WatchRequest request;
    auto* entry = request.add_entries();
    entry->set_kind("task");
    entry->set_action(any_action);
    if (resume_from != 0)
      request.mutable_resume_from()->set_index(resume_from);
    reader = stub->AsyncWatch(&context, request, &queue, this);
    return true;
  }

  bool read(std::optional<std::chrono::system_clock::time_point> limit) {
    if (!begun && !succeeds(limit))
      return false;
    begun = true;
    message.Clear();
    reader->Read(&message, this);
    return succeeds(limit);
  }

  void finish() {
    over = true;
    reader->Finish(&status, this);
    succeeds({});
  }
};

watch_call::watch_call(std::string socket, const node_identity& who, std::uint64_t resume_from)
    : parts_(std::make_unique<parts>(std::move(socket), who, resume_from)) {}

watch_call::~watch_call() {
  cancel();
  if (parts_->connected && !parts_->begun)
    parts_->begun = parts_->succeeds({});
  if (parts_->connected && !parts_->over)
    parts_->finish();
  parts_->queue.Shutdown();
  void* tag = nullptr;
  for (bool ok; parts_->queue.Next(&tag, &ok);) {
  }
}

std::optional<std::vector<task_change>> watch_call::next(std::optional<std::chrono::milliseconds> limit) {
  std::optional<std::chrono::system_clock::time_point> until;
  if (limit)
    until = std::chrono::system_clock::now() + *limit;
  if (parts_->over || parts_->error)
    return {};
  if (!parts_->connected && !parts_->call(limit.value_or(std::chrono::milliseconds(0))))
    return {};
  if (!parts_->read(until)) {
    parts_->begun = true;
    parts_->finish();
    return {};
  }
  parts_->stood = true;
  parts_->version = std::max(parts_->version, newest_in(parts_->message));
  return decode_changes(parts_->message);
}

std::uint64_t watch_call::version() const { return parts_->version; }

bool watch_call::was_turned_down() const {
  return parts_->over && !parts_->stood && !parts_->too_late && !parts_->status.ok();
}

task_stream_down watch_call::end() const {
  if (parts_->error)
    return *parts_->error;
  if (parts_->too_late)
    return {"silent", "SwarmKit did not answer in time"};
  if (const auto why = parts_->pipe.refusal(); !why.empty() && !parts_->stood)
    return {"refused", "SwarmKit and this node disagree about TLS: " + why};
  const auto& status = parts_->status;
  return {cause_of(status, parts_->stood),
          status.error_message().empty() ? "SwarmKit has ended the stream" : printable(status.error_message(), 300)};
}

void watch_call::cancel() {
  parts_->pipe.stop();
  parts_->context.TryCancel();
}

} // namespace signalbox
