#include "tests/http/generator.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace signalbox::conformance {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// splitmix64: the same numbers with every standard library.
class random_source {
public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    auto z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  char of(std::string_view characters) { return characters[below(characters.size())]; }
  template <std::size_t Size>
  std::string of(const std::array<std::string_view, Size>& words) {
    return std::string(words[below(Size)]);
  }
  std::string text(std::string_view characters, std::size_t least, std::size_t most) {
    std::string text;
    for (auto size = least + below(most - least + 1); size > 0; --size)
      text += of(characters);
    return text;
  }

private:
  std::uint64_t state_;
};

struct site {
  std::string_view host, prefix;
  bool strip = false;
};
constexpr std::array<site, 6> sites{{{"plain.test", ""},
                                     {"other.test", ""},
                                     {"a.b.wild.test", ""},
                                     {"root.test", "/app", false},
                                     {"strip.test", "/app", true},
                                     {"paths.test", "/app", true}}};
constexpr site safe{"safe.test", ""}; // with a certificate
constexpr std::array<std::string_view, 12> methods{"GET", "GET",    "GET",     "HEAD",     "POST",   "POST",
                                                   "PUT", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "PURGE"};
constexpr std::array<std::string_view, 12> request_names{"Accept", "Accept-Language", "User-Agent", "Referer",
                                                         "Cookie", "Authorization",   "X-Feature",  "Origin",
                                                         "DNT",    "Cache-Control",   "X-A-B-C",    "If-None-Match"};
constexpr std::array<std::string_view, 10> answer_names{
    "Content-Type", "Set-Cookie", "ETag", "Last-Modified", "Vary", "Location", "Cache-Control", "Link", "X-App", "Age"};
constexpr std::array<std::string_view, 6> lists{"Accept", "X-Feature", "Cookie", "Set-Cookie", "Vary", "Link"};
constexpr std::array<std::string_view, 14> answers{"200 OK",           "200 OK",
                                                   "201 Created",      "202 Accepted",
                                                   "204 No Content",   "301 Moved",
                                                   "304 Not Modified", "400 Bad",
                                                   "401 Unauthorized", "404 Nothing Here",
                                                   "409 Conflict",     "422 No",
                                                   "451 Forbidden",    "500 Internal Server Error"};

class request_grammar {
public:
  request_grammar(random_source& random, bool changed) : random_(random), changed_(changed) {}

  exchange make() {
    const bool h2 = !changed_ && random_.one_in(16);
    const auto& where = h2 ? safe : sites[random_.below(sites.size())];
    old_ = !h2 && random_.one_in(20);
    method_ = random_.of(methods);
    head_ = method_ + ' ' + target(where) + (old_ ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    head_ += "X-Case: {case}\r\n";
    field("Host", host(where));
    add_fields(request_names);
    if (random_.one_in(6))
      field("X-" + random_.text(letters, 1, 30), value());
    if (!h2 && random_.one_in(6))
      field("Connection", random_.one_in(2) ? "close" : "keep-alive");
    add_body();
    exchange made;
    if (h2) {
      made.over = transport::h2;
      made.server_name = where.host;
    }
    made.expected.push_back({where.strip ? "same below " + std::string(where.prefix) : "same", 0});
    in_pieces(made.request, head_ + "\r\n" + body_);
    add_answer(made.answer);
    return made;
  }

private:
  std::string target(const site& where) {
    std::string path(where.prefix);
    for (auto count = 1 + random_.below(5); count > 0; --count)
      path += '/' + segment();
    if (random_.one_in(3)) {
      path += '?';
      for (auto count = random_.below(6); count > 0; --count)
        path += characters("/?=&;:@!$'()*+,", 6) + (random_.one_in(2) ? "=" : "&");
    }
    return path;
  }

  /// Empty ones, too; none that consists of dots only, which would name another path.
  std::string segment() {
    if (random_.one_in(10))
      return "";
    return random_.of(letters) + characters(":@!$&'()*+,;=", 8);
  }

  /// A dot is between letters: others could be part of `..` in disguise, which a proxy may refuse.
  std::string characters(std::string_view special, std::size_t most) {
    static constexpr std::string_view digits = "0123456789ABCDFabcdf";
    std::string text;
    for (auto count = random_.below(most); count > 0; --count)
      if (random_.one_in(6))
        text += std::string("%") + random_.of("234567") + random_.of(digits);
      else if (random_.one_in(12))
        text += "a.b";
      else
        text += random_.one_in(4) ? random_.of(special) : random_.of("abcXYZ019-_~");
    return text;
  }

  std::string host(const site& where) {
    std::string name(where.host);
    if (random_.one_in(6))
      for (auto& c : name)
        if (c >= 'a' && c <= 'z' && random_.one_in(2))
          c = static_cast<char>(c - 'a' + 'A');
    if (random_.one_in(10))
      name += '.';
    return random_.one_in(8) ? name + ":8080" : name;
  }

  std::string value() {
    std::string text = random_.text(letters, 1, 12);
    for (auto count = random_.below(4); count > 0; --count)
      text += random_.of(" \t,;=/\"()[]{}<>@:?\\'*+-.") + random_.text(letters, 1, 8);
    if (random_.one_in(12))
      text += static_cast<char>(0xa0 + random_.below(0x50));
    return text;
  }

  void field(std::string name, const std::string& text) {
    if (random_.one_in(5))
      for (auto& c : name)
        if (c >= 'A' && c <= 'Z')
          c = static_cast<char>(c - 'A' + 'a');
    head_ += name + ':' +
             (random_.one_in(8)   ? ""
              : random_.one_in(8) ? "   "
                                  : " ") +
             text + (random_.one_in(16) ? "  " : "") + "\r\n";
  }

  /// Some of the names, in any order; those of lists perhaps repeated. A proxy may refuse another one that is repeated.
  template <std::size_t Size>
  void add_fields(std::array<std::string_view, Size> names) {
    for (std::size_t i = 0, count = random_.below(Size); i < count; ++i) {
      std::swap(names[i], names[i + random_.below(Size - i)]);
      const bool may_be_empty = names[i] != "Content-Type" && names[i] != "Cookie";
      field(std::string(names[i]), may_be_empty && random_.one_in(40) ? "" : value());
      if (std::find(lists.begin(), lists.end(), names[i]) != lists.end() && random_.one_in(4))
        field(std::string(names[i]), value());
    }
  }

  void add_body() {
    const bool usual = method_ == "POST" || method_ == "PUT" || method_ == "REPORT" || method_ == "PROPFIND";
    if (!changed_ && !usual && (old_ || !random_.one_in(12)))
      return;
    auto content = changed_ ? "GET /hidden HTTP/1.1\r\nHost: plain.test\r\n\r\n" : bytes(2000);
    if (old_ || random_.one_in(2)) {
      field("Content-Length", std::to_string(content.size()));
      body_ = content;
      return;
    }
    field("Transfer-Encoding", "chunked");
    body_ = chunks(content);
  }

  std::string bytes(std::size_t most) {
    std::string text;
    for (auto count = random_.below(random_.one_in(2) ? 40 : most); count > 0; --count)
      text += static_cast<char>(random_.below(256));
    return text;
  }

  std::string chunks(std::string_view content) {
    static constexpr std::string_view digits = "0123456789abcdef", capitals = "0123456789ABCDEF";
    std::string text;
    while (!content.empty()) {
      const auto size = 1 + random_.below(content.size());
      std::string number;
      for (auto rest = size; rest > 0; rest /= 16)
        number.insert(number.begin(), (random_.one_in(2) ? digits : capitals)[rest % 16]);
      text += (random_.one_in(8) ? "00" : "") + number + (random_.one_in(8) ? ";a=b" : "") + "\r\n";
      text += std::string(content.substr(0, size)) + "\r\n";
      content.remove_prefix(size);
    }
    return text + "0\r\n\r\n";
  }

  void in_pieces(std::vector<step>& steps, std::string_view all) {
    while (!all.empty()) {
      auto size = random_.one_in(3) ? 1 + random_.below(all.size()) : all.size();
      if (const auto name = all.find("{case}"); name < size && size < name + 6)
        size = name + 6;                // the placeholder stays whole
      if (all.starts_with("HTTP/1.1 ")) // HAProxy 3.2 answers 502 to some statuses that arrive in two pieces
        size = std::max<std::size_t>(size, 13);
      if (!steps.empty())
        steps.push_back({step::action::pause, {}, milliseconds(random_.below(3))});
      steps.push_back({step::action::send, std::string(all.substr(0, size)), {}});
      all.remove_prefix(size);
    }
  }

  void add_answer(std::vector<step>& steps) {
    const auto status = random_.of(answers);
    const bool bare = status.starts_with("204") || status.starts_with("304"), empty = bare || method_ == "HEAD";
    head_ = "HTTP/1.1 " + status + "\r\n";
    auto names = answer_names;
    if (bare)
      names[0] = "X-Other"; // a type without a body may be dropped
    add_fields(names);
    const auto content = bytes(20000);
    const bool until_closed = !empty && random_.one_in(10), close = until_closed || random_.one_in(10);
    body_ = content;
    if (until_closed || bare)
      ;
    else if (!old_ && random_.one_in(3)) {
      field("Transfer-Encoding", "chunked");
      body_ = chunks(content);
    } else
      field("Content-Length", std::to_string(content.size()));
    if (close)
      field("Connection", "close");
    in_pieces(steps, head_ + "\r\n" + (empty ? "" : body_));
    if (close)
      steps.push_back({step::action::close, {}, {}});
  }

  random_source& random_;
  bool changed_, old_ = false;
  std::string method_, head_, body_;
};

/// Changes, removes or repeats a byte of the head, or of the first chunk's size.
void change_byte(random_source& random, std::vector<step>& steps) {
  std::string all;
  for (const auto& one : steps)
    all += one.bytes;
  const auto begin = all.find("{case}") + 8;
  const auto at = begin + random.below(all.find("\r\n\r\n") + 6 - begin);
  static constexpr std::string_view likely = "\r\n\t :;,\"0123456789abcdefxX-_\0\x0b\x7f\xff";
  if (random.one_in(3))
    all.erase(at, 1);
  else if (random.one_in(2))
    all.insert(at, 1, random.of(likely));
  else
    all[at] = random.of(likely);
  steps = {{step::action::send, all, {}}, {step::action::finish, {}, {}}};
}

} // namespace

test_case generated_case(std::uint64_t seed, std::uint64_t number) {
  random_source random(seed * 1'000'003 + number);
  const bool changed = random.one_in(8);
  test_case made;
  made.subject = "generated";
  made.name = std::to_string(seed) + '.' + std::to_string(number);
  made.exchanges.push_back(request_grammar(random, changed).make());
  auto& only = made.exchanges.back();
  if (changed) {
    change_byte(random, only.request);
    only.expected = {{"executed 0 1", 0}};
    only.limit = milliseconds(2000);
    only.follow = false;
  }
  return made;
}

} // namespace signalbox::conformance
