#include "adapters/swarmkit/watch_call.hpp"

#include "adapters/swarmkit/decode_task.hpp"
#include "adapters/swarmkit/tls_pipe.hpp"
#include "messages/problem.hpp"

#include <adapters/swarmkit/watch.grpc.pb.h>
#include <grpc/support/log.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

namespace signalbox {

namespace wire = docker::swarmkit::v1;

namespace {

constexpr int largest_message = 64 << 20;
constexpr unsigned any_action = 1 | 2 | 4;

std::shared_ptr<grpc::Channel> channel_over(int plain_end) {
  // What gRPC would write to standard error is in the status of the call.
  static const bool quiet = (gpr_set_log_function([](gpr_log_func_args*) {}), true);
  (void)quiet;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(largest_message);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomInsecureChannelFromFd("swarm-manager", plain_end, arguments);
}

std::string cause_of(const grpc::Status& status, bool stood) {
  switch (status.error_code()) {
  case grpc::StatusCode::OUT_OF_RANGE:
    return "compacted";
  case grpc::StatusCode::PERMISSION_DENIED:
  case grpc::StatusCode::UNAUTHENTICATED:
  case grpc::StatusCode::UNIMPLEMENTED:
    return "refused";
  default:
    break;
  }
  return stood ? "lost" : "unreachable";
}

} // namespace

struct watch_call::parts {
  parts(std::string path, const node_identity& who) : socket(std::move(path)), pipe(who) {}

  std::string socket;
  tls_pipe pipe;
  std::optional<task_stream_down> trouble; ///< of the connection
  std::unique_ptr<wire::Watch::Stub> stub;
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::ClientAsyncReader<wire::WatchMessage>> reader;
  wire::WatchMessage message;
  bool connected = false, begun = false, stood = false, too_late = false, over = false;
  grpc::Status status;

  /// Whether the one operation that is under way succeeds. One that is too late is cancelled, and then fails.
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

  /// Connects first, if that is still to be done.
  bool call(std::chrono::milliseconds limit) {
    if ((trouble = pipe.connect(socket, limit)))
      return false;
    connected = true;
    stub = wire::Watch::NewStub(channel_over(pipe.take_plain_end()));
    wire::WatchRequest request;
    auto* entry = request.add_entries();
    entry->set_kind("task");
    entry->set_action(any_action);
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

watch_call::watch_call(std::string socket, const node_identity& who)
    : parts_(std::make_unique<parts>(std::move(socket), who)) {}

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
  if (parts_->over || parts_->trouble)
    return {};
  if (!parts_->connected && !parts_->call(limit.value_or(std::chrono::milliseconds(0))))
    return {};
  if (!parts_->read(until)) {
    parts_->begun = true;
    parts_->finish();
    return {};
  }
  parts_->stood = true;
  return decode_changes(parts_->message);
}

task_stream_down watch_call::end() const {
  if (parts_->trouble)
    return *parts_->trouble;
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
