#include "tests/agent/agent_fixture.hpp"
#include "tests/support/catch.hpp"

#include <fstream>

using namespace signalbox;
using namespace signalbox::test;

namespace {

// openssl x509 -req -days -1: ended on 2026-11-21, as UTCTime
const char* const ended = R"(-----BEGIN CERTIFICATE-----
MIIBFzCBvQIUHiAuFRh76rzDc0iPLPKUPGkP/PcwCgYIKoZIzj0EAwIwDjEMMAoG
A1UEAwwDb2xkMB4XDTI2MTEyMjExNTUwM1oXDTI2MTEyMTExNTUwM1owDjEMMAoG
A1UEAwwDb2xkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfsONNOqCtioJdkHx
fJwwzOt0gn6k3a23te0nyrJ7nRIyyzfH/r3avtI0IWgENWBlJQJC0L2RwqC/tyq1
+G+abjAKBggqhkjOPQQDAgNJADBGAiEAqiBIteTuQaNwXlZteOHPr0x5L6/oAD8z
w32lx7939e0CIQCD3vkhMF/Wnv2/kk3PwOgwLdAqfxkmx8lvFSVld6qq/g==
-----END CERTIFICATE-----
)";
// openssl req -x509 -days 20000: ends in 2081, as GeneralizedTime
const char* const later = R"(-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUZzIklzhv+gAhrJ5Ilc6lsOBtDacwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFbGF0ZXIwIBcNMjYxMTIyMTE1NTU2WhgPMjA4MTA4MjUxMTU1
NTZaMBAxDjAMBgNVBAMMBWxhdGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
593WabrZdifiHMj+LLeX7PR8Xp5jmcMlO21ggs/AJn+pi1sL4Hian/nxPgk/b/HI
DmG98LNV28tEHPGa9eCcW6NTMFEwHQYDVR0OBBYEFBEfVYrLgoCafNZi6rZhcPo2
3EEXMB8GA1UdIwQYMBaAFBEfVYrLgoCafNZi6rZhcPo23EEXMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgbZ6ZYw+z3rXuJKmnL/5fUCqzev9MSQVM
9k2L5O644AICIQDi+b8hVradDhmiXqhI+a9l00Ev2Q9p0kO91iIGy16ndg==
-----END CERTIFICATE-----
)";

} // namespace

TEST_CASE("certificates that have expired are named, whatever stands around them in their files") {
  for (const auto& what : {image{"busybox", "wget"}, image{"dash", "curl"}, image{"bash", "bash"}}) {
    CAPTURE(what.shell);
    agent_fixture w{what};
    const std::string key = "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n";
    std::ofstream{w.path("secrets/old.crt")} << ended;
    std::ofstream{w.path("secrets/old.pem")} << key << ended << later;
    std::ofstream{w.path("secrets/later.crt")} << later << ended;
    std::ofstream{w.path("secrets/key")} << key;
    std::ofstream{w.path("secrets/broken")} << "-----BEGIN CERTIFICATE-----\n%%%\n";
    std::ofstream{w.path("secrets/token")} << "secret";
    w.start_with(w.config("one"));
    const auto word = w.wait_for([](const agent_report& r) { return !r.expired.empty(); });
    CHECK(word.expired == std::set<std::string>{"old.crt", "old.pem"});
  }
}
