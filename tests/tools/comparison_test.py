# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/comparison.py sorts what two resolvers made of a question: each class is told from its neighbours."""

import unittest
from collections.abc import Mapping

from temporary_tree import TemporaryTreeTest  # noqa: F401 (it sets the path)

from comparison import LATE, Answer, Judge, Outcome, Question, read_pins

QUESTION = Question(3, ("foo>=1", "bar"), ("--python-version", "3.12"))


class FakeTool:
    """Answers from a table: the pins it was given, or none, and what it says to them."""

    def __init__(self, plain: Answer, pinned: Answer | None = None) -> None:
        self.plain, self.pinned = plain, pinned

    def ask(self, question: Question, pins: Mapping[str, str]) -> Answer:
        if not pins:
            return self.plain
        return self.pinned or Answer(0, pins)


def outcome(axle: FakeTool, uv: FakeTool, problems: tuple[str, ...] = (), question: Question = QUESTION) -> Outcome:
    return Judge(axle.ask, uv.ask, lambda _: list(problems), float).compare(question)


class ComparisonTest(unittest.TestCase):
    def test_the_same_pins_are_equal(self) -> None:
        tool = FakeTool(Answer(0, {"foo": "1"}))
        self.assertEqual(outcome(tool, tool), Outcome("equal"))

    def test_no_answer_of_both_needs_a_proof_that_holds(self) -> None:
        none = FakeTool(Answer(1, text="no"))
        self.assertEqual(outcome(none, none), Outcome("unsolvable"))
        self.assertEqual(outcome(none, none, ("fact 1: untrue",)), Outcome("false-proof", "fact 1: untrue\nno"))

    def test_other_pins_are_accepted_only_by_both(self) -> None:
        axle, uv = Answer(0, {"foo": "2", "bar": "1"}), Answer(0, {"foo": "1", "bar": "2"})
        told = "bar: axle 1, uv 2\nfoo: axle 2, uv 1"
        self.assertEqual(outcome(FakeTool(axle), FakeTool(uv)), Outcome("accepted", told, "trade-off"))
        for refusing in ("axle", "uv"):
            with self.subTest(refusing=refusing):
                refused = Answer(1, text="never")
                ours = FakeTool(axle, refused if refusing == "axle" else None)
                theirs = FakeTool(uv, refused if refusing == "uv" else None)
                found = outcome(ours, theirs)
                self.assertEqual(found.verdict, "rejected")
                self.assertIn(f"{refusing} does not take the other's pins: never", found.told)

    def test_pins_that_change_when_they_are_given_are_rejected(self) -> None:
        axle = FakeTool(Answer(0, {"foo": "2"}))
        uv = FakeTool(Answer(0, {"foo": "1"}), Answer(0, {"foo": "2", "bar": "1"}))
        self.assertEqual(outcome(axle, uv).verdict, "rejected")

    def test_who_is_nearer_depends_on_what_was_wished(self) -> None:
        axle, uv = FakeTool(Answer(0, {"foo": "2", "baz": "5"})), FakeTool(Answer(0, {"foo": "1", "baz": "5"}))
        lowest = Question(0, ("foo>=1",), ("--resolution", "lowest"))
        direct = Question(0, ("Foo[x]>=1",), ("--resolution", "lowest-direct"))
        indirect = Question(0, ("bar",), ("--resolution", "lowest-direct"))
        for question, rule in ((QUESTION, "axle"), (lowest, "uv"), (direct, "uv"), (indirect, "axle")):
            with self.subTest(question=str(question)):
                self.assertEqual(outcome(axle, uv, question=question).rule, f"{rule} is nearer")

    def test_one_answer_is_one_sided(self) -> None:
        some, none = FakeTool(Answer(0, {"foo": "1"})), FakeTool(Answer(1, text="no"))
        self.assertEqual(outcome(some, none), Outcome("one-sided", "axle 0, uv 1: no"))
        self.assertEqual(outcome(none, some), Outcome("one-sided", "axle 1, uv 0: no"))

    def test_when_uv_is_late_what_axle_says_is_checked_all_the_same(self) -> None:
        some, none = FakeTool(Answer(0, {"foo": "1"})), FakeTool(Answer(1, text="no"))
        self.assertEqual(outcome(some, FakeTool(Answer(LATE))).verdict, "unfinished")
        self.assertEqual(outcome(some, FakeTool(Answer(LATE), Answer(1, text="no"))).verdict, "rejected")
        self.assertEqual(outcome(none, FakeTool(Answer(LATE))).verdict, "unfinished")
        self.assertEqual(outcome(none, FakeTool(Answer(LATE)), ("untrue",)).verdict, "false-proof")

    def test_axle_being_late_and_other_ends_are_failures(self) -> None:
        some = FakeTool(Answer(0, {"foo": "1"}))
        for axle, uv in ((Answer(LATE), some.plain), (Answer(2), some.plain), (some.plain, Answer(-11))):
            with self.subTest(axle=axle.status, uv=uv.status):
                self.assertEqual(outcome(FakeTool(axle), FakeTool(uv)).verdict, "failed")

    def test_pins_are_read_without_comments_and_markers(self) -> None:
        text = "# foo==1\nfoo==2\n    # via bar\nbar==1.0 ; python_version < '4'\n\n"
        self.assertEqual(read_pins(text), {"foo": "2", "bar": "1.0"})


if __name__ == "__main__":
    unittest.main()
