#include "adapters/cli/convert/password_cost.hpp"

#include "messages/problem.hpp"
#include "messages/text/value_grammars.hpp"

namespace signalbox {

namespace {
constexpr unsigned most_cost = 10;
}

std::optional<unsigned> bcrypt_cost(const std::string& hash) {
  const bool bcrypt = hash.size() > 7 && hash[0] == '$' && hash[1] == '2' && hash[3] == '$' && hash[6] == '$' &&
                      std::string("abxy").find(hash[2]) != std::string::npos;
  if (!bcrypt)
    return {};
  return whole_number(hash.substr(4, 2)[0] == '0' ? hash.substr(5, 1) : hash.substr(4, 2), 31);
}

void note_password_cost(const std::string& user, const std::string& hash, const std::string& foreign,
                        label_draft& draft) {
  const auto cost = bcrypt_cost(hash);
  if (!cost || *cost <= most_cost)
    return;
  draft.differs(foreign, "the hash of " + printable(user) + " is bcrypt of cost " + std::to_string(*cost) +
                             ": the proxy computes it for each request, which takes a worker's CPU for a fraction of a "
                             "second (twice as long for each step of the cost), and the other services wait; make a "
                             "hash of cost 5: htpasswd -nB -C 5 NAME");
}

} // namespace signalbox
