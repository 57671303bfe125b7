#include "adapters/cli/command_line/validate.hpp"

#include "adapters/cli/command_line/health_url.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace signalbox;

namespace {

/// A file of one test, removed at its end.
class file_with {
public:
  explicit file_with(const std::string& text) {
    char name[] = "/tmp/signalbox-validate-XXXXXX";
    REQUIRE(mkdtemp(name));
    folder_ = name;
    std::ofstream(path()) << text;
  }
  ~file_with() { std::filesystem::remove_all(folder_); }
  file_with(const file_with&) = delete;
  file_with& operator=(const file_with&) = delete;
  std::string path() const { return folder_ + "/c.toml"; }

private:
  std::string folder_;
};

struct outcome {
  int code;
  std::string text;
};

outcome validated(const file_with& file, const more_checks& check = {}, bool json = false) {
  std::ostringstream out;
  auto code = validate({file.path(), json, false}, out, check);
  return {code, out.str()};
}

problems renderer_problem(const settings&) {
  return {{severity::error, "", "[Extensions.x.Config].User", "'a;b' is no name", "write a name"}};
}

} // namespace

TEST_CASE("a good file is valid") {
  file_with file("[Extensions.x]\n");
  CHECK(validated(file).code == exit_codes::ok);
  CHECK(validated(file).text == file.path() + ": valid, 0 errors, 0 warnings\n");
}

TEST_CASE("warnings are shown, and are no failure") {
  file_with file("[Extensions.x]\nTemplate = \"t\"\n");
  CHECK(validated(file).code == exit_codes::ok);
  CHECK(validated(file).text == "warning: " + file.path() +
                                    ":2:12: Template has no effect without Image: core renders by itself (set Image to "
                                    "that of an extension, or remove the key)\n" +
                                    file.path() + ": valid, 0 errors, 1 warning\n");
}

TEST_CASE("errors are shown in the order of the file") {
  file_with file("A = 1\n\n\n\n\n\n\n\nB = 1\nC = 1\n[Extensions.x]\n");
  auto [code, text] = validated(file);
  CHECK(code == exit_codes::problems);
  CHECK(text.find("'A'") < text.find("'B'"));
  CHECK(text.find("'B'") < text.find("'C'"));
  CHECK(text.find("not valid, 3 errors, 0 warnings") != std::string::npos);
}

TEST_CASE("a renderer's problem is sorted among the others, by its place") {
  file_with file("[Extensions.x]\nTemplate = \"t\"\n[Extensions.x.Config]\nUser = \"a;b\"\n");
  auto [code, text] = validated(file, renderer_problem);
  CHECK(code == exit_codes::problems);
  CHECK(text.find("error: " + file.path() + ":4:8: [Extensions.x.Config].User 'a;b' is no name (write a name)") !=
        std::string::npos);
  CHECK(text.find(":2:12:") < text.find(":4:8:"));
}

TEST_CASE("a renderer does not check a file that could not be read") {
  file_with file("Typo = 1\n[Extensions.x]\n");
  auto never = [](const settings&) -> problems {
    FAIL("asked");
    return {};
  };
  CHECK(validated(file, never).code == exit_codes::problems);
}

TEST_CASE("the same as JSON") {
  file_with file("Typo = 1\n[Extensions.x]\n");
  auto [code, text] = validated(file, {}, true);
  CHECK(code == exit_codes::problems);
  CHECK(text.find("\"valid\": false") != std::string::npos);
  CHECK(text.find("\"where\": \"" + file.path() + ":1:1\"") != std::string::npos);
  CHECK(text.find("\"level\": \"error\"") != std::string::npos);
}

TEST_CASE("line 9 comes before line 10") {
  CHECK(in_order_of_position("f:9:1", "f:10:1"));
  CHECK(!in_order_of_position("f:10:1", "f:9:1"));
  CHECK(in_order_of_position("f:9:2", "f:9:10"));
  CHECK(in_order_of_position("f", "f:1:1"));
  CHECK(!in_order_of_position("f:1:1", "f:1:1"));
}

TEST_CASE("the health check uses core's listen address") {
  CHECK(health_url_at(":8080") == "http://127.0.0.1:8080/healthz");
  CHECK(health_url_at("9090") == "http://127.0.0.1:9090/healthz");
  CHECK(health_url_at("0.0.0.0:81") == "http://127.0.0.1:81/healthz");
  CHECK(health_url_at("[::]:81") == "http://[::1]:81/healthz");
  CHECK(health_url_at("10.0.0.1:81") == "http://10.0.0.1:81/healthz");
  CHECK(std::get<std::string>(health_url({})) == "http://127.0.0.1:8080/healthz");
  CHECK(std::get<std::string>(health_url({"http://h/x", "", false})) == "http://h/x");
  file_with file("ListenAddr = \"127.0.0.1:7070\"\n[Extensions.x]\n");
  CHECK(std::get<std::string>(health_url({"", file.path(), false})) == "http://127.0.0.1:7070/healthz");
  file_with wrong("Typo = 1\n");
  CHECK(std::get<finished>(health_url({"", wrong.path(), false})).exit_code == exit_codes::problems);
}
