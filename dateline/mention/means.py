"""Find the weapons, vehicles and methods that a text names.

Comes in: running text and the lexicon of means. Goes out: spans, each with its plain singular name.
"""

from __future__ import annotations

from dateline.words.lexicon import MeansTable
from dateline.words.patterns import SPACE, Tokens, find, longest, tokenize


def find_means(text: str, table: MeansTable) -> tuple[tuple[int, int, str], ...]:
    """Every means named: ``(start, end, canonical name)``, code point offsets, sorted, none inside another.

    A term that the table writes with capitals ("Grad", "TOW") counts only where the text writes them too. A model
    and the plain word right after it are one means: "HIMARS rockets" is ``HIMARS rocket``.
    """
    tokens = tokenize(text)
    found: dict[tuple[int, int], str] = {}
    for hit in longest(find(tokens, table.index)):
        row = table.rows[hit.row]
        first, last = hit.tokens[0], hit.tokens[-1]
        if _capitals_fit(text[tokens.starts[first] : tokens.ends[last]], row.term):
            found.setdefault((first, last), row.canonical)
    joined = _join(found, tokens)
    return tuple(
        (tokens.starts[first], tokens.ends[last], name) for (first, last), name in sorted(joined.items())
    )


def _join(found: dict[tuple[int, int], str], tokens: Tokens) -> dict[tuple[int, int], str]:
    """Make one of a model's name and the common noun that follows it without a break."""
    by_first = {first: (first, last) for first, last in sorted(found)}
    joined = dict(found)
    for span, name in sorted(found.items()):
        after = by_first.get(span[1] + 1)
        if after is None or name == name.lower() or tokens.breaks[after[0]] != SPACE or span not in joined:
            continue
        noun = found[after]
        if noun == noun.lower():
            del joined[span]
            joined.pop(after, None)
            joined[span[0], after[1]] = name if name.endswith(noun) else f"{name} {noun}"
    return joined


def _capitals_fit(words: str, term: str) -> bool:
    """True where every word that ``term`` writes with a capital begins so in ``words`` too."""
    if term == term.lower():
        return True
    written, parts = tokenize(words), tokenize(term)
    return all(
        words[start:].startswith(term[begin:end]) or term[begin:end].islower()
        for start, begin, end in zip(written.starts, parts.starts, parts.ends, strict=False)
    )
