#include "tests/http/expectation_rules.hpp"

#include "tests/http/differences.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace signalbox::conformance {
namespace {

using failures = std::vector<std::string>;

failures unless(bool right, const std::string& what) { return right ? failures{} : failures{what}; }

std::vector<int> numbers_in(const std::string& text) {
  std::vector<int> numbers;
  std::istringstream words(text);
  for (std::string word; words >> word;)
    if (word != "or")
      numbers.push_back(std::stoi(word));
  return numbers;
}

bool contains(const std::vector<int>& numbers, std::size_t number) {
  return std::find(numbers.begin(), numbers.end(), static_cast<int>(number)) != numbers.end();
}

milliseconds time_in(const std::string& text) {
  std::size_t end = 0;
  const auto number = std::stoi(text, &end);
  return milliseconds(text.substr(end, 2) == "ms" ? number : number * 1000);
}

/// An answer that can be looked at even if there is none.
message answer_of(const leg& one) {
  if (!one.client.seen.answers.empty())
    return one.client.seen.answers.back();
  return one.client.seen.partial.value_or(message{});
}

message question_of(const leg& one) {
  return one.asked.empty() ? message{} : one.asked.back().request.value_or(message{});
}

message request_of(const leg& one) {
  return one.executed.empty() ? message{} : one.executed.back().request.value_or(message{});
}

std::string state_of(const leg& one) {
  const auto& client = one.client;
  if (!client.error.empty())
    return client.error;
  std::string text =
      client.seen.answers.empty() ? client.seen.partial ? "an incomplete answer" : "no answer" : "an answer";
  if (client.seen.answers.size() > 1)
    text = std::to_string(client.seen.answers.size()) + " answers";
  text += client.end == ending::reset ? ", then a reset" : client.end == ending::closed ? ", then the end" : "";
  return client.timed_out ? text + ", after the limit" : text;
}

std::string start_line_of(const leg& one) {
  const auto line = answer_of(one).start_line;
  return line.empty() ? state_of(one) : "'" + printable(line, 80) + "'";
}

failures same_request(const std::string&, const outcome& seen) {
  const auto &direct = seen.direct.executed, &proxied = seen.proxied.executed;
  if (direct.size() != proxied.size())
    return {"executed " + std::to_string(proxied.size()) + " times instead of " + std::to_string(direct.size()) +
            "; the client got " + start_line_of(seen.proxied)};
  failures all;
  for (std::size_t i = 0; i < direct.size(); ++i) {
    if (direct[i].complete != proxied[i].complete)
      all.push_back(proxied[i].complete ? "the application got a complete request"
                                        : "the application got an incomplete request");
    else if (direct[i].request && proxied[i].request)
      for (const auto& one : request_differences(*direct[i].request, *proxied[i].request))
        all.push_back("application: " + one);
    if (direct[i].after.size() && direct[i].after != proxied[i].after && proxied.size() == 1)
      all.push_back("application: behind the request came '" + printable(proxied[i].after) + "' instead of '" +
                    printable(direct[i].after) + "'");
  }
  return all;
}

failures same_answer(const std::string&, const outcome& seen) {
  const auto &direct = seen.direct.client.seen, &proxied = seen.proxied.client.seen;
  if (direct.answers.size() != proxied.answers.size())
    return {"the client got " + state_of(seen.proxied) + " instead of " + state_of(seen.direct)};
  failures all;
  for (std::size_t i = 0; i < direct.answers.size(); ++i)
    for (const auto& one : answer_differences(direct.answers[i], proxied.answers[i]))
      all.push_back("client: " + one);
  if (direct.rest != proxied.rest)
    all.push_back("client: behind the answer came '" + printable(proxied.rest) + "' instead of '" +
                  printable(direct.rest) + "'");
  return all;
}

failures same(const std::string& rest, const outcome& seen) {
  auto all = same_request(rest, seen);
  const auto more = same_answer(rest, seen);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Without a proxy the target would have the prefix.
failures same_below(const std::string& prefix, const outcome& seen) {
  auto changed = seen;
  for (auto& one : changed.direct.executed)
    if (one.request)
      if (const auto at = one.request->start_line.find(' ' + prefix); at != std::string::npos)
        one.request->start_line.erase(at + 1, prefix.size());
  return same({}, changed);
}

std::vector<std::string> values_of(const header_list& headers, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers)
    if (same_name(key, name))
      values.push_back(value);
  return values;
}

/// `NAME: VALUE`: the header is there exactly once, with this value.
failures one_header(const std::string& who, const header_list& headers, const std::string& rest) {
  const auto colon = rest.find(':');
  const auto name = rest.substr(0, colon);
  const auto value = unescaped(colon + 2 <= rest.size() ? rest.substr(colon + 2) : "");
  const auto values = values_of(headers, name);
  if (values == std::vector{value})
    return {};
  std::string all;
  for (const auto& one : values)
    all += (all.empty() ? "'" : ", '") + printable(one, 120) + "'";
  return {who + ": header " + name + " is " + (all.empty() ? "missing" : all) + " instead of '" + printable(value) +
          "'"};
}

/// `{request NAME}` is the value of the application's header NAME.
std::string with_request(const std::string& text, const outcome& seen) {
  const std::string mark = "{request ";
  const auto at = text.find(mark);
  if (at == text.npos || !text.ends_with('}'))
    return text;
  const auto name = text.substr(at + mark.size(), text.size() - at - mark.size() - 1);
  return text.substr(0, at) + header_of(request_of(seen.proxied).headers, name).value_or("");
}

failures no_header(const std::string& who, const header_list& headers, const std::string& name) {
  const auto values = values_of(headers, name);
  return values.empty() ? failures{} : failures{who + ": header " + name + " is '" + printable(values.front()) + "'"};
}

} // namespace

const std::map<std::string, expectation_rule>& expectation_rules() {
  static const std::map<std::string, expectation_rule> all{
      {"same", same},
      {"same below", same_below},
      {"request same", same_request},
      {"answer same", same_answer},
      {"request method",
       [](auto& rest, auto& seen) {
         return unless(method_of(request_of(seen.proxied)) == rest,
                       "application: the method is " + method_of(request_of(seen.proxied)));
       }},
      {"request version",
       [](auto& rest, auto& seen) {
         return unless(request_of(seen.proxied).start_line.ends_with(rest), "application: the version is not " + rest);
       }},
      {"request target",
       [](auto& rest, auto& seen) {
         const auto target = target_of(request_of(seen.proxied));
         return unless(target == unescaped(rest),
                       "application: the target is '" + printable(target) + "' instead of '" + rest + "'");
       }},
      {"request body",
       [](auto& rest, auto& seen) {
         return unless(request_of(seen.proxied).body == unescaped(rest),
                       "application: the body is '" + printable(request_of(seen.proxied).body, 60) + "'");
       }},
      {"request header",
       [](auto& rest, auto& seen) { return one_header("application", request_of(seen.proxied).headers, rest); }},
      {"request no header",
       [](auto& rest, auto& seen) { return no_header("application", request_of(seen.proxied).headers, rest); }},
      {"request valid host",
       [](auto&, auto& seen) {
         const auto hosts = values_of(request_of(seen.proxied).headers, "Host");
         const auto is_valid = [](const std::string& host) {
           return !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.:_") == host.npos;
         };
         return unless(hosts.size() == 1 && is_valid(lower_case(hosts.front())), "application: there is no valid Host");
       }},
      {"request trailer",
       [](auto& rest, auto& seen) { return one_header("application", request_of(seen.proxied).trailers, rest); }},
      {"answer status",
       [](auto& rest, auto& seen) {
         const auto status = status_of(answer_of(seen.proxied));
         const auto right = numbers_in(rest);
         return unless(status && contains(right, static_cast<std::size_t>(status)),
                       "client: " + start_line_of(seen.proxied) + " instead of " + rest);
       }},
      {"answer header",
       [](auto& rest, auto& seen) {
         return one_header("client", answer_of(seen.proxied).headers, with_request(rest, seen));
       }},
      {"answer no header",
       [](auto& rest, auto& seen) { return no_header("client", answer_of(seen.proxied).headers, rest); }},
      {"answer trailer",
       [](auto& rest, auto& seen) { return one_header("client", answer_of(seen.proxied).trailers, rest); }},
      {"answer body",
       [](auto& rest, auto& seen) {
         return unless(answer_of(seen.proxied).body == unescaped(rest),
                       "client: the body is '" + printable(answer_of(seen.proxied).body, 60) + "'");
       }},
      {"answer contains",
       [](auto& rest, auto& seen) {
         return unless(seen.proxied.client.received.find(unescaped(rest)) != std::string::npos,
                       "client: '" + rest + "' has not arrived: " + start_line_of(seen.proxied));
       }},
      {"answer lacks",
       [](auto& rest, auto& seen) {
         return unless(seen.proxied.client.received.find(unescaped(rest)) == std::string::npos,
                       "client: '" + rest + "' has arrived");
       }},
      {"answer interim",
       [](auto& rest, auto& seen) {
         for (const auto& one : seen.proxied.client.seen.interim)
           if (status_of(one) == std::stoi(rest))
             return failures{};
         return failures{"client: no interim answer " + rest + ", but " + start_line_of(seen.proxied)};
       }},
      {"answer incomplete",
       [](auto&, auto& seen) {
         return unless(seen.proxied.client.seen.answers.empty() && seen.proxied.client.end != ending::open,
                       "client: " + state_of(seen.proxied) + " looks complete, or is not over");
       }},
      {"executed",
       [](auto& rest, auto& seen) {
         const auto count = seen.proxied.executed.size();
         return unless(contains(numbers_in(rest), count), "executed " + std::to_string(count) + " times instead of " +
                                                              rest + "; the client got " + start_line_of(seen.proxied));
       }},
      {"asked header",
       [](auto& rest, auto& seen) { return one_header("auth service", question_of(seen.proxied).headers, rest); }},
      {"asked no header",
       [](auto& rest, auto& seen) { return no_header("auth service", question_of(seen.proxied).headers, rest); }},
      {"asked",
       [](auto& rest, auto& seen) {
         const auto count = seen.proxied.asked.size();
         return unless(contains(numbers_in(rest), count),
                       "the auth service was asked " + std::to_string(count) + " times instead of " + rest);
       }},
      {"within",
       [](auto& rest, auto& seen) {
         const auto took = seen.proxied.client.took;
         return unless(took <= time_in(rest), "took " + std::to_string(took.count()) + " ms, more than " + rest);
       }},
      {"arrives",
       [](auto& rest, auto& seen) {
         const auto text = unescaped(rest.substr(rest.find(' ') + 1));
         const auto when = seen.proxied.client.arrival ? seen.proxied.client.arrival(text) : never;
         return unless(when <= time_in(rest),
                       "client: '" + printable(text) + "' has arrived " +
                           (when == never ? "never" : "after " + std::to_string(when.count()) + " ms"));
       }},
      {"kept",
       [](auto&, auto& seen) {
         return unless(seen.proxied.client.kept,
                       "client: the connection is not kept after " + start_line_of(seen.proxied));
       }},
      {"closed",
       [](auto&, auto& seen) {
         const auto& client = seen.proxied.client;
         const bool said = lower_case(header_of(answer_of(seen.proxied).headers, "Connection").value_or("")) == "close";
         return unless(said || client.end != ending::open,
                       "client: the connection is not closed after " + start_line_of(seen.proxied));
       }},
      {"one connection",
       [](auto&, auto& seen) {
         std::set<int> used;
         for (const auto& one : seen.proxied.executed)
           used.insert(one.connection);
         return unless(used.size() == 1, "application: on " + std::to_string(used.size()) + " connections");
       }},
      {"other connection", [](auto&, auto& seen) {
         for (const auto& one : seen.proxied.executed)
           if (seen.earlier_connections.contains(one.connection))
             return failures{"application: on a connection of an earlier client"};
         return failures{};
       }}};
  return all;
}

} // namespace signalbox::conformance
