# SPDX-License-Identifier: MIT OR Apache-2.0
"""The forms of C++ on which tools/cpp_source.py relies."""

import unittest

from temporary_tree import TemporaryTreeTest

import cpp_source


def shapes(text: str) -> list[tuple[str, int, int]]:
    return [(found.name, found.lines, found.parameters) for found in cpp_source.functions(text)]


class BlankTest(unittest.TestCase):
    def test_comments_and_literals_go_and_lines_stay(self) -> None:
        text = 'a; // x {\n"{\\"{" /* {\n{ */ b;\nR"x({)" {)x" \'{\' 1\'000;\n'
        blanked = cpp_source.blank(text)
        self.assertNotIn("{", blanked)
        self.assertEqual(blanked.count("\n"), text.count("\n"))
        self.assertIn("1'000", blanked)

    def test_includes_are_told_apart(self) -> None:
        text = '#include "a/b.hpp"\n#include <vector>\n// #include <no>\n'
        self.assertEqual(cpp_source.includes(text), [(1, "a/b.hpp", True), (2, "vector", False)])


class FunctionTest(unittest.TestCase):
    def test_plain_functions_and_methods(self) -> None:
        text = """namespace a {
class B : public C<int> {
 public:
  int size() const { return 1; }
  bool operator==(const B&) const = default;
  bool operator()(int a, int b) const {
    return a == b;
  }
};
[[nodiscard]] std::vector<int> f(const std::map<int, int>& a, int b) {
  if (b) {
    return {1, 2};
  }
  return {};
}
}  // namespace a
"""
        self.assertEqual(shapes(text), [("size", 1, 0), ("operator()", 3, 2), ("f", 6, 2)])

    def test_constructors_with_initialisers_of_both_kinds(self) -> None:
        text = "A::A(int a, int b) : a_{a}, b_(b) {\n  run();\n}\nA::A(int a) noexcept : a_{a} {}\n"
        self.assertEqual(shapes(text), [("A", 3, 2), ("A", 1, 1)])

    def test_tables_enumerations_and_aggregates_are_no_functions(self) -> None:
        text = """enum class E : std::uint8_t { a, b };
constexpr Row k_rows[] = {{1, f(2)}, {3, 4}};
const std::vector<int> k_all{1, 2};
struct S { int a{1}; std::vector<int> b = {1}; };
"""
        self.assertEqual(shapes(text), [])

    def test_templates_and_lambdas(self) -> None:
        text = """template <typename T, typename U = std::pair<int, int>>
T f(T a, std::pair<int, int> b, U c) {
  auto g = [&](int x, int y) {
    for (;;) {
    }
  };
  return g;
}
const auto k_lambda = [](int x) { return x; };
"""
        self.assertEqual([(f.parameters, f.depth) for f in cpp_source.functions(text)], [(3, 2), (1, 0)])

    def test_default_arguments_are_no_initialisers(self) -> None:
        self.assertEqual(shapes("int f(int a = g(1), B b = {}) {\n  return a;\n}\n"), [("f", 3, 2)])

    def test_macros_with_braces_do_not_confuse(self) -> None:
        text = "#define TRY(x) \\\n  do { \\\n    if (x) { \\\n  } while (0)\nint f(int a) {\n  return a;\n}\n"
        self.assertEqual(shapes(text), [("f", 3, 1)])

    def test_test_cases_count_as_functions(self) -> None:
        self.assertEqual(shapes('TEST_CASE("a {", "[b]") {\n  CHECK(1);\n}\n'), [("TEST_CASE", 3, 2)])

    def test_declarations_have_their_parameters_counted(self) -> None:
        text = "class A {\n  Result<int> f(int a, std::map<int, int> b,\n    std::function<void(int, int)> c);\n};\n"
        self.assertEqual([(f.name, f.parameters) for f in cpp_source.declarations(text)], [("f", 3)])


class FilesTest(TemporaryTreeTest):
    def test_build_folders_are_not_ours(self) -> None:
        self.write("build/dev/a.cpp", "")
        self.write("base/a.cpp", "")
        self.assertEqual([path.as_posix() for path in cpp_source.project_files(self.root)], ["base/a.cpp"])


if __name__ == "__main__":
    unittest.main()
