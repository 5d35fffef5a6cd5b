// SPDX-License-Identifier: MIT OR Apache-2.0
// First lines of scripts for every kind of path, and that they start (reliability F36, S06).
#include "venv/script_launcher.hpp"

#include <filesystem>

#include "base/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {

TEST_CASE("a plain short path is the first line", "[venv][script_launcher]") {
  CHECK(make_launcher({"foo", "foo.cli", "app.main", false}, {"/env/bin/python", false}) ==
        "#!/env/bin/python\nimport sys\n\nfrom foo.cli import app\n\nif __name__ == \"__main__\":\n"
        "    sys.exit(app.main())\n");
  // `#!`, the path and the line end together are what the kernel reads: 127 bytes.
  CHECK(make_script_start({"/" + std::string(123, 'a'), false}).starts_with("#!/aaa"));
  CHECK(make_script_start({"/" + std::string(124, 'a'), false}).starts_with("#!/bin/sh\n"));
}

TEST_CASE("other paths go through sh", "[venv][script_launcher]") {
  CHECK(make_script_start({"/with blank/python", false}) ==
        "#!/bin/sh\n'''exec' '/with blank/python' \"$0\" \"$@\"\n' '''\n");
  CHECK(make_script_start({"/a'b/python", false}) ==
        "#!/bin/sh\n'''exec' \"$(printf '/a\\047b/python')\" \"$0\" \"$@\"\n' '''\n");
  CHECK(make_script_start({"/x/env/bin/python3", true}) ==
        "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python3' \"$0\" \"$@\"\n' '''\n");
}

TEST_CASE("only a short first line of #!python is rewritten", "[venv][script_launcher]") {
  const ScriptStart start{"/p", false};
  CHECK(rewrite_script("#!python\nx\n", start) == "#!/p\nx\n");
  CHECK(rewrite_script("#!pythonw -E\nx\n", start) == "#!/p\nx\n");
  CHECK_FALSE(rewrite_script("#!/usr/bin/python\nx\n", start));
  CHECK_FALSE(
      rewrite_script("\x7f"
                     "ELF",
                     start));
  CHECK_FALSE(rewrite_script("#!python" + std::string(10'000'000, 'x'), start));
}

TEST_CASE("launchers start from folders of any name", "[venv][script_launcher][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  for (const std::string& name :
       {std::string("plain"), std::string("with blank"), std::string("quo'te"), std::string("dou\"ble"),
        std::string("$(touch marker)"), std::string("back\\xslash"), std::string("line\nbreak"),
        std::string("per%cent"), std::string("\xff\xfe raw"), std::string(200, 'd')}) {
    for (const bool relocatable : {false, true}) {
      const TemporaryDirectory folder = make_temporary();
      const std::string bin = folder.path() + "/" + name;
      REQUIRE(make_directories(bin));
      std::filesystem::create_symlink("/usr/bin/python3.11", bin + "/python");
      const std::string text = make_launcher({"tool", "os", "getpid", false}, {bin + "/python", relocatable});
      // The exit status is the object's result: a number here, so the tail is replaced by something to see.
      const std::string script = text.substr(0, text.find("if __name__")) + "print('ran', sys.argv[1:])\n";
      REQUIRE(replace_file(bin + "/tool", script, 0755));
      ProcessRequest request;
      request.argv = {bin + "/tool", "a b", "$x"};
      request.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
      request.working_directory = folder.path();
      const auto outcome = run_process(request);
      REQUIRE(outcome);
      INFO(name << "\n" << outcome->error_output);
      CHECK(outcome->output == "ran ['a b', '$x']\n");
      CHECK(outcome->error_output.empty());
      CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
    }
  }
}

}  // namespace axle::venv::test
