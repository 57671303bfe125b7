#include "tests/http/recording_application.hpp"

#include "tests/http/http2_application.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace signalbox::conformance {
namespace {

using std::chrono_literals::operator""s;

/// For everything that a script waits for: longer than any limit of a case.
constexpr auto patience = 20s;

std::string default_answer(const message& request) {
  std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n";
  return method_of(request) == "HEAD" ? head : head + "ok\n";
}

bool waits_for_request(const std::vector<step>& steps) {
  for (const auto& one : steps)
    if (one.what == step::action::read_head)
      return false;
  return true;
}

} // namespace

/// One connection, in a thread of its own.
class recording_application::session {
public:
  session(recording_application& owner, byte_stream stream, std::string address, int number)
      : owner_(owner), stream_(std::move(stream)), address_(std::move(address)), number_(number) {}

  void run() {
    while (next_request() && !is_last_request())
      in_.bytes.erase(0, split_.head->size);
  }

private:
  /// RFC 9112, 9.6: a server that got `close` closes after its answer.
  bool is_last_request() const {
    const auto connection = header_of(split_.head->headers, "Connection");
    return connection && lower_case(*connection) == "close";
  }

  bool next_request() {
    split_ = {};
    asked_to_continue_ = false;
    if (!read_until([&] { return split_.head.has_value(); }, true))
      return false;
    now_ = {};
    now_.address = address_;
    now_.connection = number_;
    if (split_.head->start_line == "PRI * HTTP/2.0")
      return run_http2();
    const auto id = header_of(split_.head->headers, "X-Case").value_or("");
    record_ = std::make_shared<execution>();
    note();
    const auto steps = owner_.begin(id, record_);
    if (!steps)
      return answer("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nunknown\n");
    if (id.ends_with("/after"))
      return answer("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nafter\n");
    if (steps->empty())
      return answer(default_answer(*split_.head));
    if (waits_for_request(*steps) && !read_body())
      return false;
    for (const auto& one : *steps)
      if (!perform(one))
        return false;
    return read_body();
  }

  bool run_http2() {
    const execution_log log{[this](const auto& id, const auto& one) { return owner_.begin(id, one); },
                            [this](const auto& one, const auto& now) { owner_.update(one, now); }};
    run_http2_application(stream_, in_, now_, log, owner_.stop_[0]);
    return false;
  }

  bool answer(const std::string& bytes) { return read_body() && stream_.write(bytes, in_, steady::now() + patience); }

  bool perform(const step& one) {
    switch (one.what) {
    case step::action::send:
      return stream_.write(one.bytes, in_, steady::now() + patience);
    case step::action::pause:
      std::this_thread::sleep_for(one.time);
      return true;
    case step::action::until:
      return read_until([&] { return tunnel().find(one.bytes) != std::string::npos; }, false);
    case step::action::read_body:
      return read_body();
    case step::action::close:
      stream_.close();
      return false;
    case step::action::finish:
      stream_.finish();
      return true;
    case step::action::reset:
      stream_.reset();
      return false;
    default:
      return true;
    }
  }

  /// A client that waits for 100 gets it, as from any application.
  bool read_body() {
    if (split_.complete)
      return true;
    const auto expects = header_of(split_.head->headers, "Expect");
    if (expects && lower_case(*expects) == "100-continue" && !asked_to_continue_ && split_.head->body.empty()) {
      asked_to_continue_ = true;
      stream_.write("HTTP/1.1 100 Continue\r\n\r\n", in_, steady::now() + patience);
    }
    return read_until([&] { return split_.complete; }, false);
  }

  template <class Condition>
  bool read_until(Condition reached, bool idle) {
    const auto deadline = steady::now() + (idle ? std::chrono::hours(1) : std::chrono::hours(0)) + patience;
    for (;;) {
      if (!split_.complete)
        split_ = split_message(in_.bytes, message_kind::request);
      if (record_ && !idle)
        note();
      if (reached())
        return true;
      if (split_.malformed || !stream_.read(in_, deadline, owner_.stop_[0]))
        return false;
    }
  }

  std::string tunnel() const { return split_.complete ? in_.bytes.substr(split_.head->size) : std::string{}; }

  void note() {
    now_.request = split_.head;
    now_.complete = split_.complete;
    now_.raw = in_.bytes.substr(0, split_.complete ? split_.head->size : std::string::npos);
    now_.after = tunnel();
    owner_.update(record_, now_);
  }

  recording_application& owner_;
  byte_stream stream_;
  std::string address_;
  int number_;
  inbox in_;
  split_result split_;
  record record_;
  execution now_;
  bool asked_to_continue_ = false;
};

recording_application::recording_application(const std::vector<std::string>& addresses, std::uint16_t port)
    : addresses_(addresses) {
  if (::pipe(stop_) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  for (const auto& address : addresses) {
    const int descriptor = listen_on(address, port);
    if (descriptor < 0)
      throw std::system_error(errno, std::generic_category(), "listen on " + address);
    listeners_.push_back(descriptor);
  }
  acceptor_ = std::thread([this] { accept(); });
}

recording_application::~recording_application() {
  if (::write(stop_[1], "x", 1) != 1)
    std::terminate();
  acceptor_.join();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return running_ == 0; });
  lock.unlock();
  for (const int descriptor : listeners_)
    ::close(descriptor);
  ::close(stop_[0]);
  ::close(stop_[1]);
}

void recording_application::accept() {
  std::vector<pollfd> waiting{{stop_[0], POLLIN, 0}};
  for (const int descriptor : listeners_)
    waiting.push_back({descriptor, POLLIN, 0});
  while (::poll(waiting.data(), waiting.size(), -1) >= 0 && waiting[0].revents == 0)
    for (std::size_t i = 1; i < waiting.size(); ++i) {
      if (waiting[i].revents == 0)
        continue;
      const int descriptor = ::accept4(waiting[i].fd, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0)
        continue;
      const std::lock_guard lock(mutex_);
      ++running_;
      std::thread([this, descriptor, address = addresses_[i - 1], number = ++connections_] {
        session(*this, byte_stream(descriptor), address, number).run();
        const std::lock_guard end(mutex_);
        --running_;
        ended_.notify_all();
      }).detach();
    }
}

void recording_application::set_script(const std::string& name, std::vector<step> steps) {
  const std::lock_guard lock(mutex_);
  scripts_[name] = std::move(steps);
}

std::optional<std::vector<step>> recording_application::begin(const std::string& id, const record& one) {
  const auto name = id.substr(0, id.find('/')) + (target_of(*one->request).starts_with("/verify") ? "?" : "");
  const std::lock_guard lock(mutex_);
  const auto script = scripts_.find(name);
  if (script == scripts_.end()) {
    unknown_.push_back(*one->request);
    return {};
  }
  records_[name].push_back(one);
  return script->second;
}

void recording_application::update(const record& one, const execution& now) {
  const std::lock_guard lock(mutex_);
  *one = now;
}

std::vector<execution> recording_application::take(const std::string& name) {
  const std::lock_guard lock(mutex_);
  std::vector<execution> all;
  for (const auto& one : records_[name])
    all.push_back(*one);
  records_.erase(name);
  scripts_[name].clear(); // a request may still arrive, as when a proxy repeats it
  return all;
}

std::vector<message> recording_application::take_unknown() {
  const std::lock_guard lock(mutex_);
  return std::exchange(unknown_, {});
}

} // namespace signalbox::conformance
