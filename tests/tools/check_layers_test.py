# SPDX-License-Identifier: MIT OR Apache-2.0
"""check_layers.py fails on each kind of violation, and on nothing that is allowed."""

import unittest

from temporary_tree import TemporaryTreeTest

import check_layers


class IncludeTest(TemporaryTreeTest):
    def setUp(self) -> None:
        super().setUp()
        for layer in check_layers.LAYERS:
            self.write_cpp(f"{layer}/thing.hpp", "int thing();\n")
        self.write_cpp("tests/support/thing.hpp", "int thing();\n")
        self.write_cpp("bench/thing.hpp", "int thing();\n")

    def problems(self, path: str, *includes: str) -> list[str]:
        self.write_cpp(path, "".join(f"#include {name}\n" for name in includes))
        return check_layers.check(self.root)

    def test_the_table_of_layers_is_acyclic_and_its_rows_are_closed(self) -> None:
        for layer, allowed in check_layers.LAYERS.items():
            self.assertIn(layer, allowed)
            for below in allowed:
                self.assertLessEqual(check_layers.LAYERS[below], allowed)
                self.assertTrue(below == layer or layer not in check_layers.LAYERS[below])

    def test_every_allowed_pair_passes_and_every_other_pair_fails(self) -> None:
        for layer, allowed in check_layers.LAYERS.items():
            for other in check_layers.LAYERS:
                with self.subTest(layer=layer, other=other):
                    problems = self.problems(f"{layer}/user.cpp", f'"{other}/thing.hpp"')
                    if other in allowed:
                        self.assertEqual(problems, [])
                    else:
                        self.assert_one(problems, f"{layer}/user.cpp:3", f"{layer} may not include {other}/thing.hpp")
                    (self.root / layer / "user.cpp").unlink()

    def test_commands_call_engine_and_project_only(self) -> None:
        self.assertEqual(self.problems("cli/commands/a.cpp", '"engine/thing.hpp"', '"project/thing.hpp"'), [])
        self.assert_one(self.problems("cli/commands/a.cpp", '"fetch/thing.hpp"'), "may not include fetch/thing.hpp")

    def test_nothing_includes_tests_or_bench(self) -> None:
        self.assert_one(self.problems("cli/a.cpp", '"tests/support/thing.hpp"'), "nothing includes tests/")
        self.assert_one(self.problems("cli/a.cpp", '"bench/thing.hpp"'), "nothing includes bench/")

    def test_tests_include_anything(self) -> None:
        self.assertEqual(self.problems("tests/unit/cli/a_test.cpp", '"cli/thing.hpp"', "<archive.h>"), [])

    def test_an_include_that_does_not_exist_fails(self) -> None:
        self.assert_one(self.problems("base/a.cpp", '"thing.hpp"'), "thing.hpp does not exist")

    def test_code_outside_of_the_layers_fails(self) -> None:
        self.assert_one(self.problems("extras/a.cpp"), "a folder that is no layer")

    def test_a_circle_of_includes_fails(self) -> None:
        self.write_cpp("base/one.hpp", '#include "base/two.hpp"\n')
        self.assert_one(
            self.problems("base/two.hpp", '"base/one.hpp"'), "base/one.hpp → base/two.hpp → base/one.hpp"
        )

    def test_a_commented_include_counts_for_nothing(self) -> None:
        self.write_cpp("base/a.cpp", '// #include "cli/thing.hpp"\n/*\n#include "cli/thing.hpp"\n*/\n')
        self.assertEqual(check_layers.check(self.root), [])

    def test_third_party_headers_stay_in_their_adaptors(self) -> None:
        for prefix, places in check_layers.ADAPTORS.items():
            header = prefix + "x.h" if prefix.endswith("/") else prefix
            for path in ("spec/a.cpp", "fetch/a.cpp", "base/a.cpp"):
                with self.subTest(header=header, path=path):
                    self.assert_one(self.problems(path, f"<{header}>"), f"{path}:3", "may be included in")
                    (self.root / path).unlink()
            for place in places:
                path = place + "a.cpp" if place.endswith("/") else place
                with self.subTest(header=header, path=path):
                    self.assertEqual(self.problems(path, f"<{header}>"), [])
                    (self.root / path).unlink()

    def test_an_unknown_library_fails(self) -> None:
        self.assert_one(self.problems("base/a.cpp", "<boost/any.hpp>"), "is in no table")
        self.assertEqual(self.problems("base/a.cpp", "<vector>", "<sys/stat.h>", "<fcntl.h>"), [])

    def test_the_facts_of_the_build_are_for_cli(self) -> None:
        self.assertEqual(self.problems("cli/a.cpp", '"axle_build_config.hpp"'), [])
        self.assert_one(self.problems("engine/a.cpp", '"axle_build_config.hpp"'), "is for cli/ only")


class CallTest(TemporaryTreeTest):
    def problems(self, path: str, body: str) -> list[str]:
        self.write_cpp(path, body)
        found = check_layers.check(self.root)
        (self.root / path).unlink()
        return found

    def assert_only_in(self, good: str, *calls: str) -> None:
        for call in calls:
            with self.subTest(call=call):
                self.assert_one(self.problems("spec/a.cpp", f"int f() {{ {call} }}\n"), "spec/a.cpp:3")
                self.assertEqual(self.problems(good, f"int f() {{ {call} }}\n"), [])

    def test_the_environment_has_one_door(self) -> None:
        self.assert_only_in("cli/env_vars.cpp", 'return getenv("A");', 'std::getenv("A");', '::setenv("A", "", 1);')
        self.assert_one(self.problems("cli/main.cpp", 'int f() { getenv("A"); }\n'), "cli/env_vars.cpp only")

    def test_printing_and_leaving_belong_to_cli(self) -> None:
        self.assert_only_in("cli/a.cpp", "std::cout << 1;", 'printf("a");', 'std::fprintf(stderr, "a");', "exit(1);",
                            "std::abort();")

    def test_file_system_changes_belong_to_fs(self) -> None:
        self.assert_only_in(
            "base/fs_change.cpp", "::unlink(p);", "unlinkat(d, p, 0);", "std::filesystem::remove_all(p);",
            "std::ofstream out(p);", "::open(p, O_CREAT | O_WRONLY, 0644);", "::link(a, b);",
        )

    def test_reading_a_file_is_no_change(self) -> None:
        self.assertEqual(self.problems("spec/a.cpp", "int f() { return ::open(p, O_RDONLY | O_CLOEXEC); }\n"), [])

    def test_methods_comments_and_texts_are_no_calls(self) -> None:
        body = 'int f() { file.rename(a); log->printf(b); g("exit(1)"); }  // getenv("A")\n'
        self.assertEqual(self.problems("spec/a.cpp", body), [])

    def test_tests_may_do_all_of_it(self) -> None:
        self.assertEqual(self.problems("tests/unit/a_test.cpp", "int f() { std::filesystem::remove_all(p); }\n"), [])


if __name__ == "__main__":
    unittest.main()
