#include "tests/http/raw_client.hpp"

#include "tests/http/http2_client.hpp"

#include <algorithm>
#include <thread>

namespace signalbox::conformance {
namespace {

milliseconds since(steady::time_point begin, steady::time_point end) {
  return std::chrono::duration_cast<milliseconds>(end - begin);
}

class http1_connection {
public:
  http1_connection(byte_stream stream, std::vector<std::string> methods, std::size_t answers, milliseconds limit)
      : stream_(std::move(stream)), methods_(std::move(methods)), answers_(answers), deadline_(begin_ + limit) {}

  void perform(const std::vector<step>& steps) {
    for (const auto& one : steps)
      if (!stream_.is_open() || !perform(one))
        break;
    if (stream_.is_open())
      read_until([&] { return seen().answers.size() >= answers_; });
  }

  void await_end() {
    deadline_ = std::min(deadline_, steady::now() + std::chrono::seconds(2));
    while (stream_.is_open() && stream_.read(in_, deadline_))
      continue;
  }

  client_result result() {
    client_result out;
    out.received = in_.bytes;
    out.seen = seen();
    out.end = in_.end;
    out.timed_out = steady::now() >= deadline_;
    out.took = since(begin_, steady::now());
    out.arrival = [in = in_, begin = begin_](const std::string& text) { return arrival_in(in, begin, text); };
    return out;
  }

  /// The answer to one more request on the connection.
  std::optional<message> ask_again(const std::string& request) {
    const auto before = in_.bytes.size();
    stream_.write(request, in_, deadline_);
    split_result answer;
    read_until([&] {
      answer = split_message(std::string_view(in_.bytes).substr(before), message_kind::answer, "GET");
      return answer.complete || answer.malformed;
    });
    return answer.head;
  }

private:
  answer_list seen() const { return split_answers(in_.bytes, methods_, in_.end != ending::open); }

  template <class Condition>
  bool read_until(Condition reached) {
    while (!reached())
      if (!stream_.read(in_, deadline_))
        return reached();
    return true;
  }

  void pause(milliseconds time) {
    const auto end = std::min(steady::now() + time, deadline_);
    while (steady::now() < end)
      if (!stream_.read(in_, end) && in_.end != ending::open)
        std::this_thread::sleep_until(end);
  }

  bool perform(const step& one) {
    switch (one.what) {
    case step::action::send:
      return stream_.write(one.bytes, in_, deadline_);
    case step::action::pause:
      pause(one.time);
      return true;
    case step::action::until:
      return read_until([&] { return in_.bytes.find(one.bytes) != std::string::npos; });
    case step::action::answer: {
      const auto count = seen().answers.size() + 1;
      return read_until([&] { return seen().answers.size() >= count; });
    }
    case step::action::interim: {
      read_until([&] { return !seen().interim.empty() || !seen().answers.empty(); });
      return seen().answers.empty(); // a final answer: the body is not sent any more
    }
    case step::action::finish:
      stream_.finish();
      return true;
    case step::action::close:
      stream_.close();
      return false;
    case step::action::reset:
      stream_.reset();
      return false;
    default:
      return true;
    }
  }

  steady::time_point begin_ = steady::now();
  byte_stream stream_;
  std::vector<std::string> methods_;
  std::size_t answers_;
  steady::time_point deadline_;
  inbox in_;
};

bool promises_more(const client_result& result, const exchange& what) {
  const auto& answers = result.seen.answers;
  return what.follow && answers.size() >= what.answers && result.end == ending::open && stays_open(answers.back());
}

} // namespace

milliseconds arrival_in(const inbox& in, steady::time_point begin, const std::string& text) {
  const auto at = in.bytes.find(text);
  for (const auto& one : in.arrivals)
    if (at != std::string::npos && one.size >= at + text.size())
      return since(begin, one.when);
  return never;
}

answer_list split_answers(std::string_view bytes, const std::vector<std::string>& methods, bool closed) {
  answer_list all;
  while (!bytes.empty()) {
    const auto& method = methods[std::min(all.answers.size(), methods.size() - 1)];
    auto next = split_message(bytes, message_kind::answer, method, closed);
    if (!next.complete || next.malformed || !next.head->start_line.starts_with("HTTP/")) {
      all.partial = std::move(next.head);
      all.rest = std::string(bytes);
      break;
    }
    bytes.remove_prefix(next.head->size);
    const auto status = status_of(*next.head);
    const bool final = status >= 200 || status == 101;
    (final ? all.answers : all.interim).push_back(std::move(*next.head));
    if (status == 101 || all.answers.size() == methods.size()) {
      all.rest = std::string(bytes);
      break;
    }
  }
  return all;
}

std::vector<std::string> methods_in(const std::vector<step>& steps) {
  std::string bytes;
  for (const auto& one : steps)
    if (one.what == step::action::send)
      bytes += one.bytes;
  std::vector<std::string> methods;
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto next = split_message(rest, message_kind::request);
    if (!next.head || next.malformed)
      break;
    methods.push_back(method_of(*next.head));
    if (!next.complete)
      break;
    rest.remove_prefix(next.head->size);
  }
  if (methods.empty())
    methods.push_back("GET");
  return methods;
}

bool stays_open(const message& answer) {
  const auto connection = lower_case(header_of(answer.headers, "Connection").value_or(""));
  return answer.start_line.starts_with("HTTP/1.1") && !answer.until_closed && status_of(answer) != 101 &&
         connection.find("close") == std::string::npos;
}

client_result run_client(const exchange& what, const client_script& script, const endpoint& to, transport over) {
  try {
    auto stream = byte_stream::connect(to.address, to.port, what.from);
    if (over == transport::tls)
      stream.start_tls(what.server_name, "http/1.1");
    if (over == transport::h2) {
      stream.start_tls(what.server_name, "h2");
      return run_http2_client(what, script, std::move(stream));
    }
    auto methods = methods_in(script.steps);
    methods.resize(std::max<std::size_t>(1, std::min(methods.size(), what.answers)));
    http1_connection one(std::move(stream), methods, what.answers, what.limit);
    one.perform(script.steps);
    if (script.await_end)
      one.await_end();
    auto result = one.result();
    result.kept = !script.after.empty() && promises_more(result, what);
    if (result.kept)
      result.after = one.ask_again(script.after);
    return result;
  } catch (const std::exception& why) {
    client_result none;
    none.error = why.what();
    return none;
  }
}

} // namespace signalbox::conformance
