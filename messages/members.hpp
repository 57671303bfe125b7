// The members of a struct in one list beside the struct. Digests, JSON and comparisons are made from the list, so that
// no other file repeats it. A list that lacks a member does not compile where it is used.
//
//   template <std::same_as<target> T>
//   constexpr auto members_of(std::type_identity<T>) {
//     return std::tuple{member{"address", &T::address}, member{"port", &T::port}};
//   }
#pragma once
#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

namespace signalbox {

/// A member and its name, which is also its JSON key.
template <class Struct, class Type>
struct member {
  const char* name;
  Type Struct::*pointer;
};
// Clang deduces the arguments of an aggregate from version 17 on.
template <class Struct, class Type>
member(const char*, Type Struct::*) -> member<Struct, Type>;

namespace members {

/// Whether aggregate initialization of `T` takes exactly these members in this order.
template <class T, class... Types>
constexpr bool are_all(const std::tuple<member<T, Types>...>&) {
  return requires { T{std::declval<Types>()...}; }
  &&!requires { T{std::declval<Types>()..., {}}; };
}

template <class Pointer>
constexpr bool is_same(Pointer a, Pointer b) {
  return a == b;
}
template <class Pointer, class Other>
constexpr bool is_same(Pointer, Other) {
  return false;
}

template <class Last>
constexpr bool are_different(Last) {
  return true;
}
template <class First, class... Rest>
constexpr bool are_different(First first, Rest... rest) {
  return !(is_same(first, rest) || ...) && are_different(rest...);
}

} // namespace members

template <class T>
concept has_members = requires {
  members_of(std::type_identity<std::remove_const_t<T>>{});
};

/// The list of a struct's members, checked.
template <has_members T>
constexpr auto all_members() {
  constexpr auto list = members_of(std::type_identity<T>{});
  static_assert(members::are_all<T>(list), "every member has to be in the list, in the order of declaration");
  static_assert(std::apply([](auto... each) { return members::are_different(each.pointer...); }, list),
                "a member is in the list twice");
  return list;
}

/// Calls `visit(name, value)` for each member of `x`, in order.
template <has_members T, class Visitor>
void fields(T& x, Visitor&& visit) {
  std::apply([&](auto... each) { (visit(each.name, x.*each.pointer), ...); }, all_members<std::remove_const_t<T>>());
}

/// Calls `visit(name, value in x, value in y)` for each member, in order.
template <has_members T, class Visitor>
void fields(const T& x, const T& y, Visitor&& visit) {
  std::apply([&](auto... each) { (visit(each.name, x.*each.pointer, y.*each.pointer), ...); }, all_members<T>());
}

} // namespace signalbox
