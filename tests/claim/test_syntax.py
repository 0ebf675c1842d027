"""Subjects, objects and clauses read off a parse."""

from __future__ import annotations

import pytest

from dateline.claim.case import whole_words
from dateline.claim.syntax import argument, clause
from dateline.read.parse import Parsed, Parser


def parsed(parser: Parser, text: str) -> Parsed:
    return parser.parse([(0, text)])[0]


CASES = [
    ("The rebels seized the old bridge on Monday.", "seized", "actor", "The rebels"),
    ("The rebels seized the old bridge on Monday.", "seized", "target", "the old bridge"),
    ("The old bridge was seized by the rebels.", "seized", "actor", "the rebels"),
    ("The old bridge was seized by the rebels.", "seized", "target", "The old bridge"),
    ("Troops entered the town and burned the market.", "burned", "actor", "Troops"),
]


@pytest.mark.parametrize(("text", "trigger", "role", "wanted"), CASES)
def test_argument(parser: Parser, text: str, trigger: str, role: str, wanted: str) -> None:
    span = argument(parsed(parser, text), text.index(trigger), role)
    assert span is not None
    assert text[span.start : span.end] == wanted


def test_a_clause_leaves_its_neighbour_out(parser: Parser) -> None:
    text = "The army said that rebels had shelled the market in the east."
    span = clause(parsed(parser, text), text.index("shelled"))
    assert span is not None
    assert text[span.start : span.end] == "that rebels had shelled the market in the east"


def test_whole_words() -> None:
    text = "the Goma Central Prison, and"
    span = whole_words(text, 5, 22)
    assert span is not None
    assert text[span.start : span.end] == "Goma Central Prison"
    assert whole_words(text, 23, 24) is None
