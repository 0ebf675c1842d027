"""Head nouns: what kind of actor, population or thing a common noun names.

In: the text of ``headnouns.tsv`` (term type generic source). Out: a frozen :class:`HeadNouns`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.errors import DataError
from dateline.words.actors import ACTOR_TYPES
from dateline.words.folding import fold_word

HEAD_TYPES = (*ACTOR_TYPES, "object", "opponent", "people")
"""Types of a head noun: those of actors; ``object`` for buildings and things; ``opponent`` for words of one
side for the other ("the enemy"); ``people`` for counted persons of no kind ("51 persons", "others")."""

WORD_CLASSES = ("after", "belonging", "collective", "pair", "side", "strip")
"""Words about a head noun: ``after`` begin what follows it and is no part of a name ("trapped"),
``belonging`` after a possessive stand for whose they are ("our positions"), ``collective`` stand before "of"
("a group of men"), ``pair`` and ``side`` make "both sides", ``strip`` come in front of a head and say how many or
which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadNoun:
    """A noun, its type, and whether it usually points back to an actor already named ("the militants")."""

    term: str
    type: str
    generic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadNouns:
    """All head nouns by folded term, the word classes by name, and the SHA-256 of the text they came from."""

    digest: str
    terms: Mapping[str, HeadNoun]
    classes: Mapping[str, frozenset[str]]

    def of(self, words: tuple[str, ...]) -> HeadNoun | None:
        """The head noun that ends a phrase of folded words: the longest term that is its ending."""
        for size in range(min(4, len(words)), 0, -1):
            noun = self.terms.get(" ".join(words[-size:]))
            if noun is not None:
                return noun
        return None


def headnouns_from_tsv(text: str) -> HeadNouns:
    """Read the table; raises :class:`DataError` with the line for a wrong type, order, cell count or a
    double."""
    lines = text.split("\n")
    if lines[0].split("\t")[:3] != ["term", "type", "generic"]:
        raise DataError(f"headnouns.tsv line 1: the header must begin 'term type generic', not '{lines[0]}'")
    terms: dict[str, HeadNoun] = {}
    classes: dict[str, set[str]] = {name: set() for name in WORD_CLASSES}
    known = (*HEAD_TYPES, *WORD_CLASSES)
    previous = ""
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[1] not in known or cells[2] not in ("", "yes"):
            raise DataError(
                f"headnouns.tsv line {number}: '{line}' must be a term, a type, 'yes' or nothing, a source"
            )
        if line < previous:
            raise DataError(f"headnouns.tsv line {number}: not sorted, '{cells[0]}' comes after '{previous}'")
        previous = line
        term = " ".join(fold_word(word) for word in cells[0].replace("-", " ").split(" "))
        if term in classes.get(cells[1], terms):
            raise DataError(f"headnouns.tsv line {number}: '{cells[0]}' is listed twice")
        if cells[1] in classes:
            classes[cells[1]].add(term)
        else:
            terms[term] = HeadNoun(term=term, type=cells[1], generic=cells[2] == "yes")
    digest = hashlib.sha256(text.encode()).hexdigest()
    frozen = {name: frozenset(words) for name, words in classes.items()}
    return HeadNouns(digest=digest, terms=terms, classes=frozen)
