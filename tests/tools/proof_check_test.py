# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/proof_check.py finds what does not hold in a proof; a proof that holds has no problems."""

import copy
import importlib.util
import unittest

from temporary_tree import TemporaryTreeTest  # noqa: F401 (it sets the path)

HAS_PACKAGING = importlib.util.find_spec("packaging") is not None
NEEDS = {("cake", "1.0"): ["flour>=2", "sugar; extra == 'sweet'", "cake[sweet]; extra == 'all'"]}
FACTS = [
    {"kind": "dependency", "text": "flour>=2", "not_all_of": [
        {"package": "cake", "or_absent": False, "versions": ["1.0"]},
        {"package": "flour", "or_absent": True, "versions": ["1.0"]}]},
    {"kind": "requirement", "text": "flour<2", "not_all_of": [
        {"user": True}, {"package": "flour", "or_absent": True, "versions": ["2.0"]}]},
    {"kind": "derived", "causes": [0, 1], "not_all_of": [
        {"user": True}, {"package": "cake", "or_absent": False, "versions": ["1.0"]}]},
    {"kind": "requirement", "text": "cake", "not_all_of": [
        {"user": True}, {"package": "cake", "or_absent": True, "versions": []}]},
    {"kind": "derived", "causes": [2, 3], "not_all_of": [{"user": True}]},
]


@unittest.skipUnless(HAS_PACKAGING, "needs packaging, as the tool does")
class ProofCheckTest(unittest.TestCase):
    def setUp(self) -> None:
        self.facts = copy.deepcopy(FACTS)
        self.requirements = ["cake", "flour<2"]
        self.versions = {"cake": ["1.0"], "flour": ["1.0", "2.0"]}

    def problems(self) -> list[str]:
        from proof_check import ProofCheck, World

        world = World(self.requirements, (), self.versions, lambda name, version: NEEDS.get((name, version), []),
                      lambda name, version: version.endswith("rc1"))
        return ProofCheck(self.facts, world).problems()

    def assert_problem(self, text: str) -> None:
        found = self.problems()
        self.assertTrue(any(text in problem for problem in found), found)

    def test_a_true_proof_has_no_problems(self) -> None:
        self.assertEqual(self.problems(), [])

    def test_a_requirement_that_nobody_wrote_is_found(self) -> None:
        self.requirements = ["cake"]
        self.assert_problem("fact 1 (requirement flour<2): nobody asked for it")

    def test_a_requirement_that_allows_what_it_should_forbid_is_found(self) -> None:
        self.facts[1]["not_all_of"][1]["versions"] = ["1.0", "2.0"]
        self.assert_problem("fact 1 (requirement flour<2): it allows ['1.0']")

    def test_a_dependency_that_no_metadata_says_is_found(self) -> None:
        self.facts[0]["text"] = "flour>=3"
        self.assert_problem("fact 0 (dependency flour>=3): cake 1.0 does not say so")

    def test_versions_may_ask_in_different_words(self) -> None:
        del self.facts[0]["text"]
        self.facts[0]["texts"] = ["flour>=3", "flour>=2"]
        self.assertEqual(self.problems(), [])
        self.facts[0]["texts"] = ["flour>=3", "flour>=4"]
        self.assert_problem("fact 0 (dependency ): cake 1.0 does not say so")

    def test_a_range_that_something_listed_is_in_is_found_in_each_wording(self) -> None:
        empty = [{"package": "flour", "or_absent": False, "versions": []}]
        self.facts.insert(0, {"kind": "no-versions", "texts": ["flour>=3", "flour>=2"], "not_all_of": empty})
        self.assert_problem("fact 0 (no-versions ): the page lists ['2.0']")

    def test_an_extra_may_need_another_one_of_its_own_package(self) -> None:
        self.facts[0] = {"kind": "dependency", "text": "cake[sweet]", "not_all_of": [
            {"package": "cake", "extra": "all", "or_absent": False},
            {"package": "cake", "or_absent": False, "versions": ["1.0"]},
            {"package": "cake", "extra": "sweet", "or_absent": True, "versions": []}]}
        self.assertEqual([problem for problem in self.problems() if "fact 0" in problem], [])
        self.facts[0]["not_all_of"][2]["extra"] = "sour"
        self.assert_problem("fact 0 (dependency cake[sweet]): cake 1.0 does not say so")

    def test_a_conclusion_that_goes_too_far_is_found(self) -> None:
        self.facts[2]["not_all_of"] = [{"user": True}]
        self.assert_problem("fact 2 (derived ): does not follow from its causes")

    def test_a_proof_that_ends_early_is_found(self) -> None:
        del self.facts[-1]
        self.assert_problem("the last fact is not about the user alone")

    def test_a_version_that_is_left_out_is_found_unless_it_may_be_hidden(self) -> None:
        self.versions["flour"].append("3.0rc1")
        self.assertEqual(self.problems(), [])
        self.versions["flour"].append("3.0")
        self.assert_problem("no fact names flour 3.0")


if __name__ == "__main__":
    unittest.main()
