#include "adapters/docker/applied_label.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/specs.hpp"

using namespace signalbox;

TEST_CASE("the applied spec is read back completely") {
  CHECK(applied_of(applied_text(test::full_spec())) == test::full_spec());
  managed_spec least;
  least.image = "nginx";
  CHECK(applied_of(applied_text(least)) == least);
}

TEST_CASE("every field is stored") {
  auto changed = test::one_change_each();
  for (const auto& spec : changed)
    CHECK(applied_of(applied_text(spec)) == spec);
  CHECK(changed.size() == 21);
}

TEST_CASE("the known fields of another version's label are read") {
  const auto spec = applied_of(R"({"image":"nginx","from_the_future":{"x":1},"replicas":3})");
  REQUIRE(spec);
  CHECK(spec->image == "nginx");
  CHECK(spec->replicas == 3);
  CHECK(spec->ports.empty());
}

TEST_CASE("a malformed label is ignored") {
  for (const char* text : {"", "x", "null", "[]", "{}", R"({"image":7})", R"({"image":"a","replicas":-1})",
                           R"({"image":"a","ports":[{"target":70000}]})"})
    CHECK_FALSE(applied_of(text));
}
