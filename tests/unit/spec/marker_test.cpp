// SPDX-License-Identifier: MIT OR Apache-2.0
// Markers as values: evaluation, extras, conjunction, canonical text.
#include "spec/marker.hpp"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

Marker marker_of(std::string_view text) {
  return Marker::parse(text).value();
}

MarkerEnvironment linux_environment() {
  return {
      .os_name = "posix",
      .sys_platform = "linux",
      .platform_machine = "x86_64",
      .platform_python_implementation = "CPython",
      .platform_release = "6.8.0-31-generic",
      .platform_system = "Linux",
      .platform_version = "#31-Ubuntu SMP",
      .python_version = "3.11",
      .python_full_version = "3.11.7",
      .implementation_name = "cpython",
      .implementation_version = "3.11.7",
  };
}

struct TruthRow {
  std::string_view marker;
  bool holds;
};

void check_rows(const std::vector<TruthRow>& rows, const MarkerEnvironment& environment) {
  for (const TruthRow& row : rows) {
    INFO(row.marker);
    const Result<Marker> marker = Marker::parse(row.marker);
    REQUIRE(marker);
    CHECK(marker->evaluate(environment) == row.holds);
  }
}

TEST_CASE("and binds tighter than or, and parentheses bind tightest", "[spec][marker]") {
  check_rows({{"os_name == 'nt' and os_name == 'nt' or os_name == 'posix'", true},
              {"os_name == 'posix' or os_name == 'nt' and os_name == 'nt'", true},
              {"(os_name == 'posix' or os_name == 'nt') and os_name == 'nt'", false},
              {"((os_name == 'posix'))", true},
              {"os_name=='posix'and sys_platform=='linux'", true}},
             linux_environment());
}

TEST_CASE("text is compared in case and has no order", "[spec][marker]") {
  check_rows({{"sys_platform == 'linux'", true},
              {"sys_platform == 'Linux'", false},
              {"sys_platform != 'win32'", true},
              {"sys_platform >= 'linux'", true},
              {"sys_platform > 'a'", false},
              {"sys_platform < 'z'", false},
              {"'linux' == sys_platform", true},
              {"'inu' in sys_platform", true},
              {"sys_platform in 'linux darwin'", true},
              {"sys_platform not in 'win32 darwin'", true},
              {"os.name == 'posix' and sys.platform == 'linux' and python_implementation == 'CPython'", true}},
             linux_environment());
}

TEST_CASE("Python versions are compared as versions", "[spec][marker]") {
  check_rows({{"python_version >= '3.8'", true},
              {"python_version < '3.9'", false},
              {"'3.8' <= python_version", true},
              {"'3.8' > python_version", false},
              {"python_version == '3.11.*'", true},
              {"python_version == '3.11.7'", false},
              {"python_version ~= '3.8'", true},
              {"python_version === '3.11'", true},
              {"python_version in '3.10 3.11'", true},
              {"python_version in '3.10, 3.11'", true},
              {"python_version in '3.110'", false},
              {"python_version not in '3.110'", true},
              {"'3.1' in python_version", true},
              {"python_full_version >= '3.11.7'", true},
              {"python_full_version == '3.11.*'", true},
              {"implementation_version < '3.11.7'", false}},
             linux_environment());
}

TEST_CASE("a pre-release interpreter compares as its release", "[spec][marker]") {
  MarkerEnvironment environment = linux_environment();
  environment.python_version = "3.13";
  environment.python_full_version = "3.13.0a1";
  environment.implementation_version = "3.13.0a1";
  check_rows({{"python_full_version >= '3.13'", true},
              {"python_full_version < '3.13'", false},
              {"python_full_version >= '3.13.0rc1'", true},
              {"implementation_version >= '3.13'", false}},
             environment);
}

TEST_CASE("a build from a checkout counts as the version it names", "[spec][marker]") {
  MarkerEnvironment environment = linux_environment();
  environment.python_full_version = "3.11.1+";
  check_rows({{"python_full_version == '3.11.1'", true}, {"python_full_version > '3.11.1'", false}}, environment);
}

TEST_CASE("a release of the platform is a version where it can be, else text", "[spec][marker]") {
  check_rows({{"platform_release >= '5'", false},
              {"platform_release != '5'", true},
              {"platform_release == '6.8.0-31-generic'", true},
              {"'Ubuntu' in platform_version", true}},
             linux_environment());
  MarkerEnvironment environment = linux_environment();
  environment.platform_release = "21.6.0";
  environment.platform_version = "10.0.19045";
  check_rows({{"platform_release >= '20.1'", true}, {"platform_version >= '10.0.9999'", true}}, environment);
}

TEST_CASE("extras are active or not, by normalised name", "[spec][marker]") {
  const std::vector<ExtraName> extras = {ExtraName::of("a-b"), ExtraName::of("c")};
  CHECK(marker_of("extra == 'A_b'").evaluate(linux_environment(), extras));
  CHECK(marker_of("extra == 'a-b' and extra == 'c'").evaluate(linux_environment(), extras));
  CHECK_FALSE(marker_of("extra == 'd'").evaluate(linux_environment(), extras));
  CHECK(marker_of("extra != 'd'").evaluate(linux_environment(), extras));
  CHECK(marker_of("'c' in extras").evaluate(linux_environment(), extras));
  CHECK_FALSE(marker_of("extra == 'c'").evaluate(linux_environment()));
  CHECK_FALSE(marker_of("'c' in dependency_groups").evaluate(linux_environment(), extras));
}

TEST_CASE("extras that help are sorted and unique", "[spec][marker]") {
  const auto help = [](std::string_view text) {
    std::string names;
    for (const ExtraName& extra : marker_of(text).extras_that_help(linux_environment())) {
      names += (names.empty() ? "" : " ") + extra.text();
    }
    return names;
  };
  CHECK(help("extra == 'b' or 'A' == extra or extra == 'b'") == "a b");
  CHECK(help("(extra == 'b' or extra == 'a') and extra != 'a'") == "b");
  CHECK(help("extra == 'a' and extra == 'b'").empty());
  CHECK(help("extra == 'a' and sys_platform == 'win32' or extra == 'c'") == "c");
  CHECK(help("'a' in extras").empty());
  CHECK(help("python_version < '0'").empty());
  CHECK(Marker().extras_that_help(linux_environment()).empty());
}

TEST_CASE("the extras that help are those with which a marker evaluates to true", "[spec][marker]") {
  static const std::vector<std::string> k_comparisons = {"extra == '{}'", "extra != '{}'", "'{}' in extras",
                                                         "sys_platform == 'linux'", "sys_platform == 'win32'"};
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    int open = 0;
    for (int part = 0; part < 8; ++part) {
      text += part == 0 ? "" : (random() % 2 == 0 ? " and " : " or ");
      if (random() % 3 == 0) {
        text += "(";
        ++open;
      }
      std::string comparison = k_comparisons[random() % k_comparisons.size()];
      if (const std::size_t at = comparison.find("{}"); at != std::string::npos) {
        comparison.replace(at, 2, std::string(1, static_cast<char>('a' + random() % 4)));
      }
      text += comparison;
      if (open > 0 && random() % 3 == 0) {
        text += ")";
        --open;
      }
    }
    text.append(static_cast<std::size_t>(open), ')');
    const Marker marker = marker_of(text);
    std::vector<ExtraName> expected;
    for (const std::string name : {"a", "b", "c", "d"}) {
      const std::vector<ExtraName> active = {ExtraName::of(name)};
      if (text.contains("extra == '" + name) && marker.evaluate(linux_environment(), active)) {
        expected.push_back(active.front());
      }
    }
    INFO(text);
    REQUIRE(marker.extras_that_help(linux_environment()) == expected);
  }
}

TEST_CASE("a marker prints canonically and reads back the same", "[spec][marker]") {
  struct Row {
    std::string_view written;
    std::string_view printed;
  };
  static const std::vector<Row> k_rows = {
      {"python_version<'3.8' and extra=='X'", "python_version < \"3.8\" and extra == \"x\""},
      {"'3.8'<=python_version", "python_version >= \"3.8\""},
      {"(os_name=='a' and (os_name=='b')) and os_name=='c'",
       "os_name == \"a\" and os_name == \"b\" and os_name == \"c\""},
      {"os_name=='a' or (os_name=='b' or os_name=='c')", "os_name == \"a\" or os_name == \"b\" or os_name == \"c\""},
      {"(os_name=='a' or os_name=='b') and os_name=='c'",
       "(os_name == \"a\" or os_name == \"b\") and os_name == \"c\""},
      {"os_name=='a' or (os_name=='b' and os_name=='c')", "os_name == \"a\" or os_name == \"b\" and os_name == \"c\""},
      {"'linux' in sys_platform", "\"linux\" in sys_platform"},
      {"sys_platform not  in 'a'", "sys_platform not in \"a\""},
      {"python_implementation == 'a\"b'", "platform_python_implementation == 'a\"b'"},
  };
  for (const Row& row : k_rows) {
    INFO(row.written);
    CHECK(marker_of(row.written).to_string() == row.printed);
    CHECK(marker_of(row.printed) == marker_of(row.written));
  }
  CHECK(Marker().to_string().empty());
  CHECK(Marker().is_always());
}

TEST_CASE("conjunction flattens and knows the neutral marker", "[spec][marker]") {
  const Marker a = marker_of("os_name == 'a'");
  const Marker b = marker_of("os_name == 'b' or os_name == 'c'");
  CHECK((a & Marker()) == a);
  CHECK((Marker() & b) == b);
  CHECK((a & b).to_string() == "os_name == \"a\" and (os_name == \"b\" or os_name == \"c\")");
  CHECK(((a & b) & a) == marker_of("os_name=='a' and (os_name=='b' or os_name=='c') and os_name=='a'"));
}

}  // namespace
TEST_CASE("the extra without which a marker never holds is told", "[spec][marker]") {
  const auto required = [](const char* text) {
    const auto extra = Marker::parse(text)->required_extra();
    return extra ? extra->text() : "none";
  };
  CHECK(required("extra == 'A.b'") == "a-b");
  CHECK(required("extra == 'x' and os_name == 'nt'") == "x");
  CHECK(required("os_name == 'nt' and (python_version > '3' and extra == 'x')") == "x");
  CHECK(required("(extra == 'x' and os_name == 'nt') or (extra == 'x' and os_name == 'posix')") == "x");
  CHECK(required("extra == 'x' or os_name == 'nt'") == "none");
  CHECK(required("extra == 'x' or extra == 'y'") == "none");
  CHECK(required("extra != 'x'") == "none");
  CHECK(required("os_name == 'nt'") == "none");
  CHECK_FALSE(Marker().required_extra().has_value());
}

}  // namespace axle::spec
