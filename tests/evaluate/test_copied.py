"""Forms of the examples are found again; a text that shares nothing with them is not taken for one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dateline.evaluate.copied import KINDS, forms, measure
from dateline.evaluate.gold import reports_from_folder


def test_forms_of_the_examples_are_found_and_nothing_else(examples: Path) -> None:
    found = measure(reports_from_folder(examples))
    assert found.recall >= 0.95
    assert found.precision == 1.0
    assert set(found.kinds) == set(KINDS)


def test_the_measure_can_fail(examples: Path) -> None:
    # Two reports of one text that nobody says are one: put together, they are wrong pairs.
    one = next(r for r in reports_from_folder(examples) if r.report == "madani-meridian")
    twice = [one, replace(one, report="another")]
    assert measure(twice).precision < 1.0


def test_a_fifth_of_the_words_is_changed_and_always_the_same(examples: Path) -> None:
    reports = reports_from_folder(examples)
    made, truth = forms(reports)
    assert (made, truth) == forms(reports[::-1])
    by = {report.report: report.text for report in made}
    old, new = by["madani-meridian"].split(), by["changed-madani-meridian"].split()
    share = sum(a != b for a, b in zip(old, new, strict=True)) / len(old)
    assert 0.12 < share < 0.28
