// Random numbers from one seed. Each part of a run draws from a named stream of its own, so that its draws do not
// depend on other parts. The numbers are the same on every machine, unlike those of the standard library's
// distributions.
#pragma once
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace signalbox::sim {

class rng {
public:
  explicit rng(std::uint64_t seed) : state_(seed) {}
  /// A stream that depends on the seed and on its name only.
  rng(std::uint64_t seed, std::string_view stream) : state_(seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du) {
    for (const char c : stream)
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    next();
  }

  std::uint64_t next() { // splitmix64
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// From 0 to `n` - 1; 0 if `n` is 0.
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }
  bool chance(double probability) { return static_cast<double>(next() >> 11) * 0x1p-53 < probability; }
  /// From `least` to `most`, both included.
  std::chrono::milliseconds between(std::chrono::milliseconds least, std::chrono::milliseconds most) {
    return most <= least ? least : least + std::chrono::milliseconds(below((most - least).count() + 1));
  }
  template <class T>
  const T& pick(const std::vector<T>& all) {
    return all[below(all.size())];
  }

private:
  std::uint64_t state_;
};

} // namespace signalbox::sim
