#include "tests/http/http2_client.hpp"

#include "tests/http/http2_peer.hpp"

#include <algorithm>

namespace signalbox::conformance {
namespace {

std::string text_of(const message& head) {
  auto text = head.start_line + "\r\n";
  for (const auto& [name, value] : head.headers)
    text += name + ": " + value + "\r\n";
  return text + "\r\n";
}

class http2_connection {
public:
  http2_connection(byte_stream stream, const exchange& what)
      : stream_(std::move(stream)), answers_(what.answers), deadline_(begin_ + what.limit) {}

  void perform(const std::vector<step>& steps) {
    for (const auto& one : steps) {
      if (one.what == step::action::send) {
        unsent_ += one.bytes;
        submit();
      } else if (one.what == step::action::pause) {
        const auto end = steady::now() + one.time;
        pump([&] { return steady::now() >= end; }, end);
      } else if (one.what == step::action::until)
        pump([&] { return transcript_.bytes.find(one.bytes) != std::string::npos; }, deadline_);
      else if (one.what == step::action::reset && current_ > 0)
        peer_.reset(current_);
    }
    pump([&] { return finished() >= answers_; }, deadline_);
  }

  client_result result() {
    client_result out;
    out.received = transcript_.bytes;
    out.end = peer_.is_over() ? ending::closed : in_.end;
    for (const auto id : order_) {
      const auto found = peer_.streams().find(id);
      if (found != peer_.streams().end())
        add_answer(out, found->second);
    }
    out.timed_out = steady::now() >= deadline_;
    out.took = std::chrono::duration_cast<milliseconds>(steady::now() - begin_);
    out.arrival = [in = transcript_, begin = begin_](const std::string& text) { return arrival_in(in, begin, text); };
    out.kept = out.end == ending::open && out.seen.answers.size() >= answers_;
    return out;
  }

  std::optional<message> ask_again(const std::string& request) {
    answers_ = finished() + 1;
    perform({{step::action::send, request, {}}});
    const auto all = result();
    return all.seen.answers.empty() ? std::optional<message>{} : all.seen.answers.back();
  }

private:
  static void add_answer(client_result& out, const http2_stream& from) {
    for (const auto& fields : from.interim)
      out.seen.interim.push_back(message_of(fields));
    if (!from.head) {
      out.end = from.reset ? ending::reset : out.end;
      return;
    }
    auto answer = message_of(from.headers);
    answer.body = from.body;
    answer.trailers = from.trailers;
    if (from.complete && !from.reset) {
      out.seen.answers.push_back(std::move(answer));
      return;
    }
    out.seen.partial = std::move(answer);
    if (from.reset)
      out.end = ending::reset;
  }

  /// Requests become streams as soon as their header is complete, and their bodies follow.
  void submit() {
    while (!unsent_.empty()) {
      const auto next = split_message(unsent_, message_kind::request);
      if (!next.head)
        return;
      if (current_ == 0) {
        current_ = peer_.request(http2_fields(*next.head));
        order_.push_back(current_);
      }
      peer_.add_data(current_, std::string_view(next.head->body).substr(sent_));
      sent_ = next.head->body.size();
      if (!next.complete)
        return;
      peer_.end(current_, next.head->trailers);
      unsent_.erase(0, next.head->size);
      current_ = 0;
      sent_ = 0;
    }
  }

  std::size_t finished() const {
    return static_cast<std::size_t>(std::count_if(order_.begin(), order_.end(), [&](std::int32_t id) {
      const auto found = peer_.streams().find(id);
      return found != peer_.streams().end() && (found->second.complete || found->second.reset);
    }));
  }

  template <class Condition>
  void pump(Condition reached, steady::time_point until) {
    while (!reached()) {
      if (!stream_.write(peer_.output(), in_, deadline_) || !stream_.read(in_, std::min(until, deadline_)))
        return;
      peer_.feed(std::string_view(in_.bytes).substr(fed_));
      fed_ = in_.bytes.size();
      note();
    }
    stream_.write(peer_.output(), in_, deadline_);
  }

  void note() {
    std::string text;
    for (const auto& [id, one] : peer_.streams())
      if (one.head)
        text += text_of(message_of(one.headers)) + one.body;
    transcript_.bytes = text;
    transcript_.arrivals.push_back({steady::now(), text.size()});
  }

  steady::time_point begin_ = steady::now();
  byte_stream stream_;
  http2_peer peer_{http2_peer::role::client};
  inbox in_, transcript_;
  std::size_t answers_, fed_ = 0, sent_ = 0;
  steady::time_point deadline_;
  std::string unsent_;
  std::vector<std::int32_t> order_;
  std::int32_t current_ = 0;
};

} // namespace

header_list http2_fields(const message& from) {
  header_list fields;
  if (from.start_line.starts_with("HTTP/"))
    fields.emplace_back(":status", std::to_string(status_of(from)));
  else {
    fields.emplace_back(":method", method_of(from));
    fields.emplace_back(":scheme", "https");
    fields.emplace_back(":authority", header_of(from.headers, "Host").value_or(""));
    fields.emplace_back(":path", target_of(from));
  }
  for (const auto& [name, value] : from.headers)
    if (const auto lower = lower_case(name); lower != "host" && lower != "transfer-encoding")
      fields.emplace_back(lower, value);
  return fields;
}

message message_of(const header_list& fields) {
  message head;
  const auto value = [&](const char* name) { return header_of(fields, name).value_or(""); };
  const auto status = value(":status");
  head.start_line = status.empty() ? value(":method") + ' ' + value(":path") + " HTTP/2.0" : "HTTP/2.0 " + status;
  if (const auto authority = header_of(fields, ":authority"))
    head.headers.emplace_back("host", *authority);
  for (const auto& field : fields)
    if (!field.first.starts_with(':'))
      head.headers.push_back(field);
  return head;
}

client_result run_http2_client(const exchange& what, const client_script& script, byte_stream stream) {
  http2_connection one(std::move(stream), what);
  one.perform(script.steps);
  auto result = one.result();
  result.kept = result.kept && what.follow && !script.after.empty();
  if (result.kept)
    result.after = one.ask_again(script.after);
  return result;
}

} // namespace signalbox::conformance
