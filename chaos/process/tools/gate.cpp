// A gate between core and its engine:
//
//   gate LISTEN ENGINE WORD MILLISECONDS SWITCH
//
// LISTEN and ENGINE are unix sockets. While the file SWITCH exists, whatever a client sends with WORD in it is passed
// on that much later; all else goes through at once. So an engine can be slow for one cluster alone: the cluster's name
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

struct held {
  std::string_view word;
  std::chrono::milliseconds time;
  const char* when;
};

/// Both ends close when both directions are over.
struct both_ends {
  both_ends(int a, int b) : client(a), engine(b) {}
  int client, engine;
  ~both_ends() {
    ::close(client);
    ::close(engine);
  }
};

void pass(const std::shared_ptr<both_ends>& /*keeps them open*/, int from, int to, const held* hold) {
  char bytes[65536];
  for (ssize_t n; (n = ::recv(from, bytes, sizeof bytes, 0)) > 0;) {
    const std::string_view piece{bytes, static_cast<std::size_t>(n)};
    if (hold && piece.find(hold->word) != piece.npos && ::access(hold->when, F_OK) == 0)
      std::this_thread::sleep_for(hold->time);
    if (!send_all(to, piece.data(), piece.size()))
      break;
  }
  ::shutdown(to, SHUT_WR);
  ::shutdown(from, SHUT_RD);
}

} // namespace

int main(int count, char** given) {
  if (count != 6) {
    std::fputs("gate LISTEN ENGINE WORD MILLISECONDS SWITCH\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const held hold{given[3], std::chrono::milliseconds(std::atoi(given[4])), given[5]};
  const int door = listen_at(given[1]);
  for (;;) {
    const int client = ::accept(door, nullptr, nullptr);
    if (client < 0)
      continue;
    const int engine = connect_to(given[2], std::chrono::seconds(0));
    if (engine < 0) {
      ::close(client);
      continue;
    }
    const auto both = std::make_shared<both_ends>(client, engine);
    std::thread(pass, both, client, engine, &hold).detach();
    std::thread(pass, both, engine, client, nullptr).detach();
  }
}
