#include "tests/http/http2_application.hpp"

#include "tests/http/http2_client.hpp"
#include "tests/http/http2_peer.hpp"

#include <algorithm>
#include <map>

namespace signalbox::conformance {
namespace {

const std::string usual_answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n",
                  answer_after = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nafter\n";

class connection {
public:
  connection(byte_stream& stream, inbox& in, const execution& common, const execution_log& log, int stop)
      : stream_(stream), in_(in), common_(common), log_(log), stop_(stop) {}

  void run() {
    std::size_t fed = 0;
    while (in_.end == ending::open && !peer_.is_over()) {
      peer_.feed(std::string_view(in_.bytes).substr(fed));
      fed = in_.bytes.size();
      for (const auto& [id, from] : peer_.streams())
        if (from.head)
          advance(id, from);
      if (!stream_.write(peer_.output(), in_, steady::now() + std::chrono::seconds(20)))
        return;
      if (in_.bytes.size() == fed && !stream_.read(in_, next_wake(), stop_) && steady::now() < next_wake())
        return;
    }
  }

private:
  /// A request and how far its script is.
  struct call {
    std::shared_ptr<execution> record = std::make_shared<execution>();
    std::vector<step> steps;
    std::size_t next = 0;
    steady::time_point wake;
    std::string method, answer;
    std::size_t sent = 0;
    bool head_sent = false, ended = false;
  };

  void advance(std::int32_t id, const http2_stream& from) {
    auto found = calls_.find(id);
    if (found == calls_.end())
      found = calls_.emplace(id, begin(from)).first;
    auto& one = found->second;
    if (one.ended)
      return;
    log_.update(one.record, state_of(from));
    while (!one.ended && one.next < one.steps.size() && perform(id, one, from))
      ++one.next;
  }

  call begin(const http2_stream& from) {
    call one;
    *one.record = state_of(from);
    one.method = method_of(*one.record->request);
    const auto id = header_of(from.headers, "x-case").value_or("");
    one.steps = log_.begin(id, one.record).value_or(std::vector<step>{});
    if (one.steps.empty() || id.ends_with("/after"))
      one.steps = {{step::action::send, id.ends_with("/after") ? answer_after : usual_answer, {}}};
    if (std::none_of(one.steps.begin(), one.steps.end(),
                     [](const step& each) { return each.what == step::action::read_head; }))
      one.steps.insert(one.steps.begin(), {step::action::read_body, {}, {}});
    return one;
  }

  execution state_of(const http2_stream& from) const {
    auto now = common_;
    auto request = message_of(from.headers);
    request.body = from.body;
    request.trailers = from.trailers;
    now.raw = request.start_line + "\r\n";
    for (const auto& [name, value] : request.headers)
      now.raw += name + ": " + value + "\r\n";
    now.raw += "\r\n" + from.body;
    now.request = std::move(request);
    now.complete = from.complete && !from.reset;
    return now;
  }

  /// False if the step has to wait.
  bool perform(std::int32_t id, call& one, const http2_stream& from) {
    const auto& what = one.steps[one.next];
    switch (what.what) {
    case step::action::send:
      one.answer += what.bytes;
      return send(id, one);
    case step::action::read_body:
      return from.complete;
    case step::action::until:
      return from.body.find(what.bytes) != std::string::npos;
    case step::action::pause:
      if (one.wake == steady::time_point{})
        one.wake = steady::now() + what.time;
      if (steady::now() < one.wake)
        return false;
      one.wake = {};
      return true;
    case step::action::close:
    case step::action::reset:
      peer_.reset(id);
      one.ended = true;
      return true;
    default:
      return true;
    }
  }

  /// Passes on what the text of the answer has become.
  bool send(std::int32_t id, call& one) {
    const auto now = split_message(one.answer, message_kind::answer, one.method);
    if (!now.head)
      return true;
    if (!one.head_sent) {
      one.head_sent = true;
      peer_.answer(id, http2_fields(*now.head), false);
    }
    peer_.add_data(id, std::string_view(now.head->body).substr(one.sent));
    one.sent = now.head->body.size();
    if (now.complete) {
      peer_.end(id, now.head->trailers);
      one.ended = true;
    }
    return true;
  }

  steady::time_point next_wake() const {
    auto wake = steady::now() + std::chrono::hours(1);
    for (const auto& [id, one] : calls_)
      if (one.wake != steady::time_point{} && !one.ended)
        wake = std::min(wake, one.wake);
    return wake;
  }

  byte_stream& stream_;
  inbox& in_;
  const execution& common_;
  const execution_log& log_;
  int stop_;
  http2_peer peer_{http2_peer::role::server};
  std::map<std::int32_t, call> calls_;
};

} // namespace

void run_http2_application(byte_stream& stream, inbox& in, const execution& common, const execution_log& log,
                           int stop) {
  connection(stream, in, common, log, stop).run();
}

} // namespace signalbox::conformance
