#include "tests/support/engine_double/engine_double.hpp"

#include "adapters/http/http_server.hpp"
#include "tests/support/engine_double/api.hpp"
#include "tests/support/engine_double/faults.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace signalbox {
namespace {

constexpr std::int64_t simulated_start = 1'767'225'600'000'000'000; // 2026-01-01

std::int64_t real_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string without_version(const std::string& path) {
  static const std::regex version("^/v[0-9.]+(/.*)$");
  std::smatch found;
  return std::regex_match(path, found, version) ? found[1].str() : path;
}

std::string folded(const http_request& r) {
  static const std::regex thing("^(/(?:services|tasks|nodes|networks|configs|secrets)/)(?!create$)[^/]+(.*)$");
  return r.method + ' ' + std::regex_replace(without_version(r.path), thing, "$1{id}$2");
}

http_limits generous() {
  http_limits limits;
  limits.body_bytes = 8 << 20;
  limits.header_bytes = 64 << 10; // for filters of many ids
  limits.connections = 4096;
  limits.idle_deadline = std::chrono::minutes(10);
  return limits;
}

} // namespace

class engine_double::impl {
public:
  explicit impl(double_options options)
      : options_(std::move(options)),
        swarm_(options_.timings, options_.real_time ? real_now() : simulated_start,
               options_.real_time ? static_cast<std::uint64_t>(real_now()) : options_.seed),
        api_(swarm_, options_.api_version, options_.oldest_version, [this](auto to, const auto& filters, auto since) {
          std::lock_guard lock(mutex_);
          swarm_.events.join(std::move(to), filters, since);
        }) {
    for (const auto& n : options_.nodes)
      swarm_.add_node(n.hostname, n.role, n.address, twin::json(n.labels));
    http_route all{"/", path_match::prefix, [this](const http_request& r) { return serve(r); }, {}};
    server_ = std::make_unique<http_server>(options_.listen, http_routes{all}, generous());
    if (options_.real_time)
      ticker_ = std::thread([this] { tick(); });
  }

  ~impl() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    woken_.notify_all();
    if (ticker_.joinable())
      ticker_.join();
    server_->stop();
  }

  http_reply serve(const http_request& r) {
    std::lock_guard lock(mutex_);
    catch_up();
    ++requests_[folded(r)];
    auto fault = faults_.take(r.method, without_version(r.path));
    http_reply reply = !fault || (fault->kind != fault_kind::fail && fault->kind != fault_kind::ignore) ? api_.answer(r)
                                                                                                        : http_reply{};
    woken_.notify_all();
    return fault ? spoiled(*fault, std::move(reply)) : reply;
  }

  http_reply spoiled(const engine_fault& fault, http_reply reply) {
    if (fault.kind == fault_kind::fail)
      return twin::json_answer({{"message", fault.message}}, fault.status);
    http_reply late;
    if (fault.kind == fault_kind::delay)
      late.later = [this, reply = std::move(reply), wait = fault.delay](send_reply send) {
        std::lock_guard lock(mutex_);
        swarm_.clock.after(wait, [send, reply] { send(reply); });
        woken_.notify_all();
      };
    else if (fault.kind == fault_kind::silence || fault.kind == fault_kind::ignore)
      late.later = [](const send_reply&) {};
    else {
      auto bytes = fault.kind == fault_kind::hang_up ? 0 : std::min(fault.bytes, reply.body.size());
      late = reply;
      late.stream_length = reply.body.size() + 1;
      late.stream = [part = reply.body.substr(0, bytes)](std::shared_ptr<stream_writer> w) {
        w->write(part);
        w->abort();
      };
    }
    return late;
  }

  /// In real time, advances the simulation to the machine's clock before each access.
  void catch_up() {
    if (options_.real_time)
      swarm_.clock.run_until(real_now());
  }

  void tick() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      catch_up();
      auto next = swarm_.clock.next();
      auto wait = std::chrono::nanoseconds(next ? std::max<std::int64_t>(*next - real_now(), 0) : 1'000'000'000);
      woken_.wait_for(lock, std::max<std::chrono::nanoseconds>(wait, std::chrono::milliseconds(1)));
    }
  }

  double_options options_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  twin::swarm swarm_;
  twin::api api_;
  twin::fault_list faults_;
  std::map<std::string, std::uint64_t> requests_;
  bool stopping_ = false;
  std::thread ticker_;
  std::unique_ptr<http_server> server_;
};

engine_double::engine_double(double_options options) : impl_(std::make_shared<impl>(std::move(options))) {}
engine_double::~engine_double() = default;

std::string engine_double::url() const {
  const auto& listen = impl_->options_.listen;
  return listen.rfind("unix://", 0) == 0 ? listen : "tcp://127.0.0.1:" + std::to_string(impl_->server_->port());
}

void engine_double::advance(std::chrono::milliseconds by) {
  std::lock_guard lock(impl_->mutex_);
  impl_->swarm_.clock.run_until(impl_->swarm_.clock.now() + std::chrono::nanoseconds(by).count());
}

void engine_double::settle(std::chrono::milliseconds limit) {
  std::lock_guard lock(impl_->mutex_);
  auto& clock = impl_->swarm_.clock;
  const auto end = clock.now() + std::chrono::nanoseconds(limit).count();
  while (clock.next() && *clock.next() <= end)
    clock.run_until(*clock.next());
}

engine_answer engine_double::call(const std::string& method, const std::string& target, const std::string& body) {
  http_request r;
  r.method = method;
  r.target = target;
  r.body = body;
  split_target(r);
  std::lock_guard lock(impl_->mutex_);
  impl_->catch_up();
  auto reply = impl_->api_.answer(r);
  impl_->woken_.notify_all();
  return {reply.status, reply.body};
}

std::string engine_double::create(const std::string& kind, const std::string& body) {
  auto answer = call("POST", '/' + kind + "/create", body);
  auto j = twin::json::parse(answer.body);
  if (answer.status != 201)
    throw std::runtime_error("create " + kind + ": " + j.value("message", answer.body));
  return j.value("ID", j.value("Id", ""));
}

void engine_double::inject(engine_fault fault) {
  std::lock_guard lock(impl_->mutex_);
  impl_->faults_.add(std::move(fault));
}

void engine_double::clear_faults() {
  std::lock_guard lock(impl_->mutex_);
  impl_->faults_.clear();
}

void engine_double::drop_events() {
  std::lock_guard lock(impl_->mutex_);
  impl_->swarm_.events.drop();
}

void engine_double::set_event_flow(twin::event_flow flow) {
  std::lock_guard lock(impl_->mutex_);
  impl_->swarm_.events.set_flow(flow);
}

std::map<std::string, std::uint64_t> engine_double::requests() const {
  std::lock_guard lock(impl_->mutex_);
  return impl_->requests_;
}

std::size_t engine_double::event_listeners() const {
  std::lock_guard lock(impl_->mutex_);
  return impl_->swarm_.events.listeners();
}

void engine_double::set_node_up(const std::string& hostname, bool up) {
  std::lock_guard lock(impl_->mutex_);
  for (auto& [id, n] : impl_->swarm_.nodes)
    if (n.hostname == hostname)
      return impl_->swarm_.set_node_up(n, up);
  throw std::runtime_error("no node " + hostname);
}

bool engine_double::kill_task(const std::string& service_name) {
  std::lock_guard lock(impl_->mutex_);
  auto& swarm = impl_->swarm_;
  for (auto& [id, t] : swarm.tasks)
    if (auto s = swarm.services.find(t.service); s != swarm.services.end() && s->second.name() == service_name &&
                                                 t.actual == twin::state::running &&
                                                 t.desired == twin::state::running) {
      swarm.fail(t, "task: non-zero exit (137)", 137);
      return true;
    }
  return false;
}

} // namespace signalbox
