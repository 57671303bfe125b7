// A gate between core and its engine:
//
//   gate LISTEN ENGINE TEXT MILLISECONDS SWITCH
//
// LISTEN and ENGINE are unix sockets. While the file SWITCH exists, client data that contains TEXT is forwarded that
// much later; all other data is forwarded at once. This makes an engine slow for one cluster only: the cluster's name
// is in each request for its proxy. Runs until it is killed.
#include "chaos/process/tools/http.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace signalbox::chaos;

struct delay_rule {
  std::string_view text;
  std::chrono::milliseconds delay;
  const char* switch_file;
};

/// Closes both sockets when both directions have ended.
struct both_ends {
  both_ends(int a, int b) : client(a), engine(b) {}
  int client, engine;
  ~both_ends() {
    ::close(client);
    ::close(engine);
  }
};

void forward(const std::shared_ptr<both_ends>& /*keeps them open*/, int from, int to, const delay_rule* rule) {
  char bytes[65536];
  for (ssize_t n; (n = ::recv(from, bytes, sizeof bytes, 0)) > 0;) {
    const std::string_view piece{bytes, static_cast<std::size_t>(n)};
    if (rule && piece.find(rule->text) != piece.npos && ::access(rule->switch_file, F_OK) == 0)
      std::this_thread::sleep_for(rule->delay);
    if (!send_all(to, piece.data(), piece.size()))
      break;
  }
  ::shutdown(to, SHUT_WR);
  ::shutdown(from, SHUT_RD);
}

} // namespace

int main(int count, char** given) {
  if (count != 6) {
    std::fputs("gate LISTEN ENGINE TEXT MILLISECONDS SWITCH\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const delay_rule rule{given[3], std::chrono::milliseconds(std::atoi(given[4])), given[5]};
  const int listener = listen_at(given[1]);
  for (;;) {
    const int client = ::accept(listener, nullptr, nullptr);
    if (client < 0)
      continue;
    const int engine = connect_to(given[2], std::chrono::seconds(0));
    if (engine < 0) {
      ::close(client);
      continue;
    }
    const auto both = std::make_shared<both_ends>(client, engine);
    std::thread(forward, both, client, engine, &rule).detach();
    std::thread(forward, both, engine, client, nullptr).detach();
  }
}
