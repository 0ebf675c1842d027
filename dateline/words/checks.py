"""Check the word tables beyond what loading them needs: what ``scripts/check_data.py`` prints.

Comes in: nothing (the shipped tables). Goes out: problems, each with file and line, what was seen, what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from dateline.errors import DataError
from dateline.model import Problem
from dateline.words.lexicon import CueRow, TriggerRow
from dateline.words.patterns import PatternIndex, build_index, find, tokenize
from dateline.words.tables import UNSORTED, Words, load_words

LEAST_TRIGGERS = 8
"""How many triggers every kind must have."""


def check_tables(words: Words | None = None) -> list[Problem]:
    """Every fault of the shipped tables, sorted by place; an empty list where all is well.

    A table that cannot be loaded at all is the only problem told. ``words`` may be given where already loaded.
    """
    if words is None:
        try:
            words = load_words()
        except DataError as fault:
            where, _, problem = str(fault).partition(": ")
            return [Problem(where=where, problem=problem, remedy="mend the table", kind="data")]
    problems = [
        *_missing_sources(words),
        *_unsorted(words),
        *_sentences("lexicon/en/triggers.tsv", words.triggers.rows),
        *_sentences("lexicon/en/hedges.tsv", words.hedges.rows),
        *_sentences("lexicon/en/status.tsv", words.status.rows),
        *_thin_kinds(words),
        *_unused_classes(words),
    ]
    return sorted(
        problems, key=lambda p: (p.where.split(":")[0], int(p.where.partition(":")[2] or 0), p.problem)
    )


def _problem(where: str, problem: str, remedy: str) -> Problem:
    return Problem(where=where, problem=problem, remedy=remedy, kind="data")


def _sentences(name: str, rows: Sequence[TriggerRow | CueRow]) -> list[Problem]:
    """Rows whose ``match`` sentence they do not find, or whose ``nonmatch`` sentence they do."""
    found = []
    for number, row in enumerate(rows, start=2):
        index = build_index([(row.term, row.pos, row.forms, row.not_when)])
        if not _finds(row.match, index):
            found.append(
                _problem(f"{name}:{number}", f"{row.term!r} is not found in {row.match!r}", "mend it")
            )
        if _finds(row.nonmatch, index):
            found.append(
                _problem(f"{name}:{number}", f"{row.term!r} is found in {row.nonmatch!r}", "add a not_when")
            )
        if not row.match or not row.nonmatch:
            found.append(
                _problem(f"{name}:{number}", f"{row.term!r} has no sentence to try it on", "write both")
            )
    return found


def _finds(sentence: str, index: PatternIndex) -> bool:
    return next(find(tokenize(sentence), index), None) is not None


def _missing_sources(words: Words) -> list[Problem]:
    found = []
    for name, table in words.tables.items():
        if "source" not in table.columns:
            continue
        at = table.columns.index("source")
        for number, row in enumerate(table.rows, start=2):
            if not row[at].strip():
                found.append(
                    _problem(f"{name}:{number}", f"{row[0]!r} has no source", "say where it is from")
                )
    return found


def _unsorted(words: Words) -> list[Problem]:
    """The first line out of order, or repeated, of every table that should be sorted by code point."""
    found = []
    for name in sorted(set(words.texts) - UNSORTED):
        lines = words.texts[name].split("\n")[1:-1]
        for number, (before, line) in enumerate(pairwise(lines), start=3):
            if line <= before:
                problem = f"{line.split(chr(9))[0]!r} does not sort after the line before"
                found.append(_problem(f"{name}:{number}", problem, "sort the lines by code point, each once"))
                break
    return found


def _thin_kinds(words: Words) -> list[Problem]:
    have = Counter(row.kind for row in words.triggers.rows)
    return [
        _problem(
            "lexicon/en/triggers.tsv",
            f"{kind!r} has {have[kind]} triggers",
            f"write at least {LEAST_TRIGGERS}",
        )
        for kind in sorted(words.kinds.kinds)
        if have[kind] < LEAST_TRIGGERS
    ]


def _unused_classes(words: Words) -> list[Problem]:
    used = {c for rules in words.kinds.rules.values() for rule in rules for c in (rule.actor, rule.target)}
    return [
        _problem("ontology/actor_classes.tsv", f"no rule uses the class {name!r}", "remove it")
        for name in sorted(set(words.kinds.classes) - used)
    ]
