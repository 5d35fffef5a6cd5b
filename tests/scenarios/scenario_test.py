# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the runner of scenarios says of files that are wrong, of answers that are, and of bad explanations."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "support"), str(FOLDER.parent / "faults")]

from explanation import faults_of_text  # noqa: E402 (the path comes first)
from run_scenarios import judge, judge_oracle, judge_order, reversed_request  # noqa: E402
from scenario import Scenario, ScenarioError, read_scenario  # noqa: E402
from scenario_files import files_by_index, project_file  # noqa: E402
from scenario_lab import Outcome  # noqa: E402
from ways_out import canonical, faults_of_promise, try_ways_out, with_step  # noqa: E402

VALUES = {"py": "3.11", "cp": "311", "cp+1": "312"}
GOOD = """
name = "cake"
description = "The newest cake is taken."
[root]
requires = ["cake"]
[packages.cake.versions]
"1" = {}
"2" = {wheel_tags = ["cp{cp}-cp{cp}-any"]}
[expected]
satisfiable = true
packages = {cake = "2"}
"""
CLASH = """
name = "cake"
description = "The user's flour is too old for the cake."
[root]
requires = ["cake", "flour<2"]
[packages.cake.versions]
"1" = {requires = ["flour>=2"]}
[packages.flour.versions]
"1" = {}
"2" = {}
[expected]
satisfiable = false
[expected.explanation]
mentions = ["cake==1", "flour>=2"]
omits = ["sugar"]
"""


def read(text: str, category: str = "simple") -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, category, "cake.toml")
        path.parent.mkdir()
        path.write_text(text)
        return read_scenario(path, VALUES)


class Reading(unittest.TestCase):
    def refused(self, text: str, category: str = "simple") -> str:
        with self.assertRaises(ScenarioError) as raised:
            read(text, category)
        return str(raised.exception)

    def test_a_good_file_is_read_with_the_python_of_the_environment_in_place(self):
        scenario = read(GOOD)
        self.assertEqual(scenario.packages["cake"]["2"].wheel_tags, ["cp311-cp311-any"])
        self.assertEqual(scenario.id, "simple/cake")

    def test_a_row_of_versions_is_many_versions_with_their_own_requirements(self):
        text = GOOD.replace('"1" = {}', '"1.8..10" = {requires = ["flour==%"]}')
        releases = read(text).packages["cake"]
        self.assertEqual({version: release.requires for version, release in releases.items()},
                         {"1.8": ["flour==8"], "1.9": ["flour==9"], "1.10": ["flour==10"], "2": []})
        twice = GOOD.replace('"1" = {}', '"1..2" = {}')
        self.assertEqual(self.refused(twice), "simple/cake.toml: packages.cake.versions.2: is there twice")

    def test_a_key_that_nobody_knows_is_named_with_its_file(self):
        for wrong, place in (
            (GOOD + 'colour = "brown"\n', "expected.colour"),
            ('weight = 1\n' + GOOD, "weight"),
            (GOOD.replace('"1" = {}', '"1" = {yank = true}'), "packages.cake.versions.1.yank"),
            (GOOD.replace("requires =", "require ="), "root.require"),
            (GOOD.replace("cake.versions]", "cake.version]"), "packages.cake.version"),
        ):
            self.assertEqual(self.refused(wrong), f"simple/cake.toml: {place}: no such key")

    def test_a_value_of_another_kind_is_named_with_its_file(self):
        self.assertEqual(self.refused(GOOD.replace('["cake"]', '"cake"')), "simple/cake.toml: root.requires: not texts")
        self.assertEqual(
            self.refused(GOOD.replace("= true", '= "yes"')), "simple/cake.toml: expected.satisfiable: not true or false"
        )
        for wrong, place in (
            ("root = 1\n", "root"),
            (GOOD.replace('"1" = {}', '"1" = "yanked"'), "packages.cake.versions.1"),
            (GOOD + "explanation = 1\n", "expected.explanation"),
        ):
            self.assertEqual(self.refused(wrong), f"simple/cake.toml: {place}: not a table")

    def test_what_has_to_be_there_is_missed(self):
        self.assertEqual(
            self.refused(GOOD.replace("satisfiable = true\n", "")), "simple/cake.toml: expected.satisfiable: is missing"
        )

    def test_a_text_that_is_no_toml_is_named_with_its_file(self):
        self.assertIn("simple/cake.toml: ", self.refused("name = \n"))

    def test_what_no_type_says_is_checked_too(self):
        for wrong, fault in (
            (GOOD.replace('name = "cake"', 'name = "pie"'), "name: not that of the file"),
            (GOOD.replace('cake = "2"', 'cake = "3"'), "expected.packages.cake: the scenario has no cake 3"),
            (GOOD.replace("taken.", "taken"), "description: not one sentence on one line"),
            (GOOD.replace("-any", ""), "packages.cake.versions.2.wheel_tags: cp311-cp311 is no tag"),
            ('needs = "magic"\n' + GOOD, "needs: magic is no feature of scenario.py"),
            (GOOD + '[oracle]\nanswer = {cake = "2"}\nreason = "x"\n', "oracle.answer: the same as what is expected"),
            (CLASH.replace('["cake==1", "flour>=2"]', "[]"), "expected.explanation.mentions: a failure is explained"),
        ):
            self.assertEqual(self.refused(wrong), f"simple/cake.toml: {fault}")
        self.assertIn("cakes: no category", self.refused(GOOD, "cakes"))


class Judging(unittest.TestCase):
    def test_the_expected_answer_has_no_faults(self):
        verdict = judge(read(GOOD), Outcome(0, "", {"cake": "2"}))
        self.assertEqual((verdict.answer, verdict.text), ([], []))

    def test_another_version_is_shown_as_a_difference(self):
        verdict = judge(read(GOOD), Outcome(0, "all is well", {"cake": "1"}))
        head = "the environment has other packages (- expected, + found)"
        self.assertEqual(verdict.answer, [head, "  - cake 2", "  + cake 1", "it says", "  all is well"])

    def test_another_exit_status_is_told(self):
        self.assertEqual(judge(read(GOOD), Outcome(2, "", {"cake": "2"})).answer[0], "exit status 2, not 0")

    def test_a_failure_that_installs_something_is_told(self):
        self.assertIn("  + cake 1", judge(read(CLASH), Outcome(1, "", {"cake": "1"})).answer)

    def test_a_damaged_environment_is_told(self):
        self.assertIn("a file is gone", judge(read(GOOD), Outcome(0, "", {"cake": "2"}, {}, ["a file is gone"])).answer)

    def test_another_wheel_is_shown_as_a_difference(self):
        scenario = read(GOOD + 'wheels = {cake = "cp311-cp311-any"}\n')
        outcome = Outcome(0, "", {"cake": "2"}, {"cake": "py3-none-any"})
        self.assertIn("  + cake py3-none-any", judge(scenario, outcome).answer)

    def test_uv_is_held_against_what_the_scenario_says_of_it(self):
        scenario = read(GOOD + '[oracle]\nanswer = {cake = "1"}\nreason = "It is older."\n')
        self.assertEqual(judge_oracle(scenario, Outcome(0, "", {"cake": "1"})).answer, [])
        self.assertIn("  - cake 1", judge_oracle(scenario, Outcome(0, "", {"cake": "2"})).answer)

    def test_the_status_of_a_failure_of_uv_may_be_another_one(self):
        scenario = read(CLASH + '[oracle]\nanswer = "no solution"\nstatus = 2\nreason = "It ends early."\n')
        self.assertEqual(judge_oracle(scenario, Outcome(2, "")).answer, [])
        self.assertEqual(judge_oracle(scenario, Outcome(1, "")).answer[0], "exit status 1, not 2")

    def test_a_request_in_reverse_is_the_same_request(self):
        root = reversed_request(read(CLASH)).root
        self.assertEqual(root.requires, ["flour<2", "cake"])

    def test_an_answer_that_depends_on_the_order_is_told(self):
        first = Outcome(1, "cause: cake==1 is bad\n\nhint", {})
        self.assertEqual(judge_order(first, Outcome(1, "cause: cake==1 is bad\n\nother hint", {})), [])
        self.assertEqual(judge_order(first, Outcome(1, "cause: cake==2 is bad", {}))[0], "it says")
        self.assertEqual(judge_order(Outcome(0, "", {"cake": "1"}), Outcome(0, "", {})), ["  - cake 1"])


class Explaining(unittest.TestCase):
    def faults(self, cause: str) -> list[str]:
        text = f"error: No solution\n  cause: {cause}\n\nhint: none\n"
        return faults_of_text(read(CLASH), text)

    def fault(self, cause: str) -> str:
        return self.faults(cause)[0]

    def test_what_is_said_of_the_packages_of_the_scenario_is_accepted(self):
        self.assertEqual(self.faults("cake==1 depends on\n  flour>=2 and you require flour<2 on Python >=3.8."), [])

    def test_what_has_to_be_mentioned_is_missed(self):
        self.assertEqual(self.fault("cake==1 is bad"), "does not mention: flour>=2")
        self.assertEqual(self.fault("cake==11 depends on flour>=2"), "does not mention: cake==1")

    def test_what_must_not_be_mentioned_is_found(self):
        self.assertEqual(self.fault("cake==1, sugar and flour>=2"), "mentions: sugar")

    def test_a_version_that_nobody_listed_is_found(self):
        self.assertEqual(
            self.fault("cake==1 depends on flour>=2,<2.1"), "names flour 2.1, which is not listed and not asked for"
        )

    def test_a_stand_in_for_a_package_is_found(self):
        self.assertEqual(
            self.fault("cake==1, flour>=2, cake-extra==1"), "names cake-extra, which is no package of the scenario"
        )
        self.assertEqual(self.fault("cake==1, flour>=2, cake{extra}"), "a word of the solver's own: {")

    def test_more_than_twelve_lines_are_too_many(self):
        long = "\n".join(["cake==1", *["flour>=2"] * 12])
        self.assertEqual(self.fault(long), "a proof of 13 lines, more than 12")


class Making(unittest.TestCase):
    def test_each_index_has_the_files_of_its_releases(self):
        text = GOOD.replace('"1" = {}', '"1" = {index = "second", sdist = true}')
        shelves = files_by_index(read(text))
        self.assertEqual([file.name for file in shelves["main"]], ["cake-2-cp311-cp311-any.whl"])
        self.assertEqual([file.name for file in shelves["second"]], ["cake-1-py3-none-any.whl", "cake-1.tar.gz"])

    def test_the_same_files_have_the_same_bytes(self):
        text = GOOD.replace('"1" = {}', '"1" = {sdist = true}')
        first, second = (files_by_index(read(text))["main"] for _ in range(2))
        self.assertEqual([file.hash for file in first], [file.hash for file in second])

    def test_a_project_file_says_what_arguments_cannot(self):
        root = read(GOOD.replace('["cake"]', '["cake"]\nrequires_python = ">=3.8"\ngroups = {dev = ["pie"]}')).root
        lines = project_file(root, {}).splitlines()
        self.assertEqual(lines[-3:], ['requires-python = ">=3.8"', "[dependency-groups]", 'dev = ["pie"]'])


class WaysOut(unittest.TestCase):
    def test_a_requirement_is_known_however_it_is_written(self):
        self.assertEqual(canonical("Flour[x] <2, >=1 ; python_version > '3'"),
                         canonical('flour[x]>=1,<2 ; python_version > "3"'))
        self.assertNotEqual(canonical("flour<2"), canonical("flour<3"))

    def test_a_step_changes_the_request_and_nothing_else(self):
        scenario = read(CLASH)
        changed = with_step(scenario, {"kind": "requirement", "requirement": "flour<2", "replacement": "flour"})
        self.assertEqual(changed.root.requires, ["cake", "flour"])
        self.assertEqual(changed.packages, scenario.packages)
        self.assertEqual(with_step(scenario, {"kind": "constraint", "requirement": "flour<2"}), scenario)
        dated = with_step(scenario, {"kind": "dates", "package": "cake"})
        self.assertEqual(dated.resolver_options.exclude_newer_package, {"cake": "false"})

    def test_a_promise_that_is_not_kept_is_a_fault(self):
        fix = {"packages": {"cake": "1"}}
        self.assertEqual(faults_of_promise(fix, Outcome(0, "", packages={"cake": "1"})), [])
        self.assertIn("cake 1 was promised, 2 came", faults_of_promise(fix, Outcome(0, "", packages={"cake": "2"})))
        self.assertIn("exit status 1", faults_of_promise(fix, Outcome(1, "")))

    def test_a_way_out_is_tried_by_playing_the_changed_request(self):
        step = {"kind": "requirement", "package": "flour", "requirement": "flour<2", "replacement": "flour"}
        lab = LabOf('{"error": {"fixes": [{"changes": [%s], "packages": {"flour": "2"}}]}}' % json.dumps(step))
        ways = try_ways_out(lab, read(CLASH), "with `flour` instead of `flour<2` it resolves: flour 2")
        self.assertEqual([way.faults for way in ways], [[]])
        self.assertEqual(lab.played[-1].root.requires, ["cake", "flour"])

    def test_the_text_tells_as_many_ways_out_as_the_data(self):
        ways = try_ways_out(LabOf('{"error": {"fixes": []}}'), read(CLASH), "it resolves: cake 1")
        self.assertEqual(ways[0].faults, ["the text tells 1 ways out, the data 0"])
        step = {"kind": "requirement", "package": "flour", "requirement": "flour<2", "replacement": "flour"}
        lab = LabOf('{"error": {"fixes": [{"changes": [%s], "packages": {"flour": "2"}}]}}' % json.dumps(step))
        ways = try_ways_out(lab, read(CLASH), "nothing helps")
        self.assertEqual([way.faults for way in ways], [[], ["the text tells 0 ways out, the data 1"]])

    def test_a_failure_without_ways_out_is_fine_in_both(self):
        for data in ('{"error": {"fixes": []}}', '{"error": {"code": "usage"}}'):
            self.assertEqual(try_ways_out(LabOf(data), read(CLASH), "nothing helps"), [])


class LabOf:
    """Says the same each time, and that flour 2 is there."""

    def __init__(self, data: str):
        self.data = data
        self.played: list[Scenario] = []

    def play(self, scenario: Scenario, options: tuple[str, ...] = ()) -> Outcome:
        self.played.append(scenario)
        return Outcome(0, "", packages={"flour": "2"}, data=self.data if options else "")


if __name__ == "__main__":
    unittest.main()
