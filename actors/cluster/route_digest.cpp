// The digest of a route table covers the values of all members of each struct in order, without their names.
#include "actors/cluster/route_digest.hpp"

#include <concepts>

namespace signalbox {

namespace {

class canonical_table {
public:
  void add(const std::string& text) { text_ += std::to_string(text.size()) + ':' + text; }
  void add(std::integral auto number) { text_ += std::to_string(number) + ';'; }
  void add(whole_seconds time) { add(time.count()); }

  template <class T>
  void add(const std::optional<T>& maybe) {
    add(maybe.has_value());
    if (maybe)
      add(*maybe);
  }
  template <class Range>
  requires requires(const Range& r) {
    typename Range::value_type;
    r.begin();
  }
  void add(const Range& all) {
    add(all.size());
    for (const auto& one : all)
      add(one);
  }
  template <class A, class B>
  void add(const std::pair<A, B>& both) {
    add(both.first);
    add(both.second);
  }

  void add(const digest& x) { add(x.hex); }
  void add(const has_members auto& x) {
    fields(x, [this](const char*, const auto& value) { this->add(value); });
  }

  digest sum() const { return digest_of(std::string_view{text_}); }

private:
  std::string text_;
};

} // namespace

digest digest_of(const route_table& routes) {
  canonical_table c;
  c.add(routes);
  return c.sum();
}

} // namespace signalbox
