// A digest of everything in a route table. Each record is taken apart with as many names as it has members, so that a
// new member that is forgotten here does not compile.
#include "actors/cluster/derive_routes.hpp"

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
    all(both.first, both.second);
  }

  void add(const digest& x) { add(x.hex); }
  void add(const target& x) {
    const auto& [address, port] = x;
    all(address, port);
  }
  void add(const canary_mark& x) {
    const auto& [name, value] = x;
    all(name, value);
  }
  void add(const redirect& x) {
    const auto& [to, status] = x;
    all(to, status);
  }
  void add(const request_rate& x) {
    const auto& [per_second, burst] = x;
    all(per_second, burst);
  }
  void add(const route_ref& x) {
    const auto& [host, path] = x;
    all(host, path);
  }
  void add(const backend_tls& x) {
    const auto& [verify, authority, certificate, key, name] = x;
    all(verify, authority, certificate, key, name);
  }
  void add(const swarm_network& x) {
    const auto& [id, name, ingress] = x;
    all(id, name, ingress);
  }
  void add(const backend& x) {
    const auto& [service, targets, dns_name, dns_port, max_fails, fail_timeout, weight, header, cookie] = x;
    all(service, targets, dns_name, dns_port, max_fails, fail_timeout, weight, header, cookie);
  }
  void add(const route_settings& x) {
    const auto& [sticky, ip_hash, tls, tls_only, hsts, body, connect, read, send, rate, asked, answered, basic, allow,
                 deny, auth, auth_headers, pages, statuses, maintenance, gzip] = x;
    all(sticky, ip_hash, tls, tls_only, hsts, body, connect, read, send, rate, asked, answered, basic, allow, deny);
    all(auth, auth_headers, pages, statuses, maintenance, gzip);
  }
  void add(const path_route& x) {
    const auto& [path, strip, upgrades, backends, settings] = x;
    all(path, strip, upgrades, backends, settings);
  }
  void add(const host_route& x) {
    const auto& [host, paths, certificate, key, certified_by, passthrough, from_http, from_https] = x;
    all(host, paths, certificate, key, certified_by, passthrough, from_http, from_https);
  }
  void add(const route_table& x) {
    const auto& [hosts, networks, secrets, labels] = x;
    all(hosts, networks, secrets, labels);
  }

  digest sum() const { return digest_of(std::string_view{text_}); }

private:
  template <class... Members>
  void all(const Members&... members) {
    (add(members), ...);
  }

  std::string text_;
};

} // namespace

digest digest_of(const route_table& routes) {
  canonical_table c;
  c.add(routes);
  return c.sum();
}

} // namespace signalbox
