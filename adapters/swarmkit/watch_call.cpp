#include "adapters/swarmkit/watch_call.hpp"

#include "adapters/swarmkit/decode_task.hpp"
#include "messages/problem.hpp"

#include <adapters/swarmkit/watch.grpc.pb.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

namespace signalbox {

namespace wire = docker::swarmkit::v1;

namespace {

constexpr const char* manager_name = "swarm-manager"; // in every manager's certificate
constexpr int largest_message = 64 << 20;
constexpr unsigned any_action = 1 | 2 | 4;

std::shared_ptr<grpc::Channel> connect(const std::string& socket, const node_identity& who) {
  // What gRPC would write to standard error is in the status of the call.
  static const bool quiet = (gpr_set_log_function([](gpr_log_func_args*) {}), true);
  (void)quiet;
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(manager_name);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, manager_name);
  arguments.SetMaxReceiveMessageSize(largest_message);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1); // a new call is a new connection, without old grudges
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  const auto credentials = grpc::SslCredentials({who.authority, who.key, who.certificate});
  return grpc::CreateCustomChannel("unix:" + socket, credentials, arguments);
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
  if (stood)
    return "lost";
  return status.error_message().find("andshake") == std::string::npos ? "unreachable" : "refused";
}

} // namespace

struct watch_call::parts {
  std::unique_ptr<wire::Watch::Stub> stub;
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::ClientAsyncReader<wire::WatchMessage>> reader;
  wire::WatchMessage message;
  bool begun = false, stood = false, too_late = false, over = false;
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

watch_call::watch_call(const std::string& socket, const node_identity& who) : parts_(std::make_unique<parts>()) {
  parts_->stub = wire::Watch::NewStub(connect(socket, who));
  wire::WatchRequest request;
  auto* entry = request.add_entries();
  entry->set_kind("task");
  entry->set_action(any_action);
  parts_->reader = parts_->stub->AsyncWatch(&parts_->context, request, &parts_->queue, parts_.get());
}

watch_call::~watch_call() {
  parts_->context.TryCancel();
  if (!parts_->begun)
    parts_->begun = parts_->succeeds({});
  if (!parts_->over)
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
  if (parts_->over)
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
  if (parts_->too_late)
    return {"silent", "SwarmKit did not answer in time"};
  const auto& status = parts_->status;
  return {cause_of(status, parts_->stood),
          status.error_message().empty() ? "SwarmKit has ended the stream" : printable(status.error_message(), 300)};
}

void watch_call::cancel() { parts_->context.TryCancel(); }

} // namespace signalbox
