#include "actors/extension/expired_certificates.hpp"

namespace signalbox {

namespace {
// All tasks report equally often. A task without a report while each other task sent this many is removed.
constexpr std::uint64_t rounds_of_silence = 8;

problem expired(const std::string& service, const std::string& label, const std::string& secret) {
  return {severity::warning, service, "label com.docker.lb." + label,
          "the certificate in secret " + secret +
              " has expired; it is used all the same, and refused by whoever checks it",
          "create a secret with a new certificate, and name that one"};
}
} // namespace

bool expired_certificates::take(const agent_report& report) {
  const auto before = all();
  entries_[report.task] = {report.expired, ++reports_};
  const auto longest_silence = rounds_of_silence * entries_.size();
  std::erase_if(entries_, [&](const auto& w) { return reports_ - w.second.reported_at > longest_silence; });
  return all() != before;
}

problems expired_certificates::found_in(const route_table& routes) const {
  const auto secrets = all();
  std::set<problem> found;
  const auto look = [&](const std::string& service, const std::string& label, const std::string& secret) {
    if (secrets.contains(secret))
      found.insert(expired(service, label, secret));
  };
  if (secrets.empty())
    return {};
  for (const auto& host : routes.hosts) {
    look(host.certified_by, "ssl_cert", host.certificate);
    for (const auto& path : host.paths)
      for (const auto& b : path.backends)
        if (const auto& tls = path.settings.tls) {
          look(b.service, "ssl_backend_cert", tls->certificate);
          look(b.service, "ssl_backend_ca", tls->authority);
        }
  }
  return {found.begin(), found.end()};
}

std::set<std::string> expired_certificates::all() const {
  std::set<std::string> secrets;
  for (const auto& [_, w] : entries_)
    secrets.insert(w.secrets.begin(), w.secrets.end());
  return secrets;
}

} // namespace signalbox
