#include "tests/http/differences.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace signalbox::conformance {
namespace {

using values_by_name = std::map<std::string, std::vector<std::string>>;
using names = std::set<std::string>;

// They belong to one connection, and end at the proxy: RFC 9110, 7.6.1 and 7.2.2. The same is true of each name in
// `Connection`, and of the length and the chunks of a body, because a proxy may frame it anew: RFC 9112, 6.
const names hop_by_hop{"connection",        "keep-alive", "proxy-connection", "te",
                       "transfer-encoding", "upgrade",    "http2-settings"};

// The proxy's own words about its own connection. `TE: trailers` says that it takes trailers, as it may.
const names own_framing{"connection", "transfer-encoding"};

// Who asked, and how: the proxy says so to the application. The cases of the subject `forwarding` compare them.
const names forwarding{"x-real-ip",        "x-forwarded-for",    "x-forwarded-proto", "x-forwarded-host",
                       "x-forwarded-port", "x-forwarded-prefix", "x-request-id"};

// The suite's own, with another value for each execution.
const names own{"x-case"};

// The five headers of Interlock, which Signalbox adds to answers.
const names about_answers{"x-request-id", "x-proxy-id", "x-server-info", "x-upstream-addr", "x-upstream-response-time"};

// A server that forwards an answer without them may add them: RFC 9110, 6.6.1 and 10.2.4. Those of the application
// stay.
const names may_be_added{"date", "server"};

values_by_name by_name(const header_list& headers, const std::vector<names>& without) {
  values_by_name values;
  for (const auto& [name, value] : headers) {
    const auto lower = lower_case(name);
    if (std::none_of(without.begin(), without.end(), [&](const names& list) { return list.contains(lower); }))
      values[lower].push_back(value);
  }
  return values;
}

names named_by_connection(const message& of) {
  names found;
  for (const auto& [name, value] : of.headers)
    if (same_name(name, "Connection"))
      for (const auto& word : comma_list(value))
        if (!same_name(word, "close"))
          found.insert(lower_case(word));
  return found;
}

std::string shown(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values)
    text += (text.empty() ? "'" : ", '") + printable(value, 120) + "'";
  return values.empty() ? "none" : text;
}

/// The lines of one cookie header may be joined or split: RFC 9113, 8.2.3.
void join_cookies(values_by_name& headers) {
  const auto found = headers.find("cookie");
  if (found == headers.end() || found->second.size() < 2)
    return;
  std::string all;
  for (const auto& value : found->second)
    all += (all.empty() ? "" : "; ") + value;
  found->second = {all};
}

std::string status_and_reason(const message& answer) {
  return answer.start_line.substr(std::min<std::size_t>(9, answer.start_line.size()));
}

class comparison {
public:
  void text(const std::string& what, const std::string& direct, const std::string& proxied) {
    if (direct != proxied)
      found.push_back(what + " is '" + printable(proxied, 100) + "' instead of '" + printable(direct, 100) + "'");
  }

  void headers(values_by_name direct, values_by_name proxied, const names& may_be_new) {
    join_cookies(direct);
    join_cookies(proxied);
    for (const auto& [name, values] : direct)
      if (proxied[name] != values)
        found.push_back("header " + name + ": " + shown(proxied[name]) + " instead of " + shown(values));
    for (const auto& [name, values] : proxied)
      if (!values.empty() && !direct.contains(name) && !may_be_new.contains(name))
        found.push_back("header " + name + ": " + shown(values) + " is new");
  }

  std::vector<std::string> found;
};

} // namespace

std::vector<std::string> request_differences(const message& direct, const message& proxied) {
  comparison all;
  all.text("the method", method_of(direct), method_of(proxied));
  all.text("the target", target_of(direct), target_of(proxied));
  all.text("the body", direct.body, proxied.body);
  auto length = names{"content-length"};
  const bool framed_anew = direct.chunked || proxied.chunked;
  auto before = by_name(direct.headers,
                        {hop_by_hop, forwarding, own, named_by_connection(direct), framed_anew ? length : names{}});
  auto after = by_name(proxied.headers, {own_framing, forwarding, own, framed_anew ? length : names{}});
  if (after["te"] == std::vector<std::string>{"trailers"})
    after.erase("te");
  if (!header_of(direct.headers, "Content-Length") && proxied.body.empty() &&
      after["content-length"] == std::vector<std::string>{"0"})
    after.erase("content-length"); // the same empty body
  // The proxy may have answered 100 itself: RFC 9110, 10.1.1.
  if (after["expect"].empty())
    before.erase("expect");
  all.headers(std::move(before), std::move(after), {});
  // Trailers may be dropped, not changed: RFC 9110, 6.5.1.
  if (!proxied.trailers.empty())
    all.headers(by_name(direct.trailers, {}), by_name(proxied.trailers, {}), {});
  return all.found;
}

std::vector<std::string> answer_differences(const message& direct, const message& proxied) {
  comparison all;
  // A reason says nothing, and HTTP/2 has none: RFC 9112, 4.
  all.text("the status", status_and_reason(direct),
           status_of(direct) == status_of(proxied) &&
                   std::min(status_and_reason(direct).size(), status_and_reason(proxied).size()) <= 4
               ? status_and_reason(direct)
               : status_and_reason(proxied));
  if (!all.found.empty())
    return all.found; // another answer: everything else would differ, too
  all.text("the body", direct.body, proxied.body);
  const auto length = names{"content-length"};
  // Without a length the proxy has to choose another framing, such as chunks.
  const bool framed_anew =
      direct.chunked || direct.until_closed || (direct.body.empty() && !header_of(direct.headers, "Content-Length"));
  const auto before =
      by_name(direct.headers, {hop_by_hop, named_by_connection(direct), framed_anew ? length : names{}});
  const auto after = by_name(proxied.headers, {names{"connection", "keep-alive", "transfer-encoding", "upgrade"},
                                               framed_anew ? length : names{}});
  auto added = about_answers;
  added.insert(may_be_added.begin(), may_be_added.end());
  all.headers(before, after, added);
  if (!proxied.trailers.empty())
    all.headers(by_name(direct.trailers, {}), by_name(proxied.trailers, {}), {});
  return all.found;
}

} // namespace signalbox::conformance
