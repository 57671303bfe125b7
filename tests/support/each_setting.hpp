// One value of `route_settings` for each of its members, with only this member set.
#pragma once
#include "messages/route_settings.hpp"

#include <vector>

namespace signalbox::test {

template <class T>
void set(std::optional<T>& setting) {
  setting.emplace();
}
inline void set(std::optional<bool>& setting) { setting = true; }

inline std::vector<route_settings> each_setting() {
  std::vector<route_settings> all;
  std::apply([&](auto... each) { (set(all.emplace_back().*each.pointer), ...); }, all_members<route_settings>());
  return all;
}

} // namespace signalbox::test
