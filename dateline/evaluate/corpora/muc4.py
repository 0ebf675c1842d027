"""Whole records against MUC-4: reports of political violence, their incidents and who and what filled five roles.

In: a folder with ``dev.json`` (texts and fillers) and ``keys`` (the full templates). Out: relevance, incident types and
role fillers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.evaluate.corpora.common import Bench, Corpus, Figure, Tally, lines_of, own_table
from dateline.model import Actor, Claim

_KEY = re.compile(r"^0\.\s+MESSAGE: ID\s+(\S+)|^4\.\s+INCIDENT: TYPE\s+(.+?)\s*$", re.MULTILINE)
_NAMES = ("perpetrator", "target", "victim", "weapon")
_ROLES = {
    "PerpInd": "perpetrator",
    "PerpOrg": "perpetrator",
    "Target": "target",
    "Victim": "victim",
    "Weapon": "weapon",
}
_ARTICLE = re.compile(r"^(?:the|a|an|some|several|two|three|four|five|\d+)\s+")
_HARM = frozenset({"abuse", "sexual_violence", "free", "detain", "displace"})

Entity = frozenset[str]
"""The words by which a report names one filler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A report, the types of its incidents (none: not relevant) and its fillers by role."""

    name: str
    text: str
    types: frozenset[str]
    fillers: tuple[tuple[str, Entity], ...]


def read(path: Path) -> tuple[Story, ...]:
    """The reports of ``dev.json``, or of a file given, with their types from the keys beside it."""
    file = path / "dev.json" if path.is_dir() else path
    types: dict[str, set[str]] = {}
    for key in sorted((file.parent / "keys").iterdir()):
        types_of(key.read_text(encoding="latin-1"), types)
    return tuple(_story(row, types) for row in lines_of(file))


def types_of(key: str, types: dict[str, set[str]]) -> None:
    """Adds the incident types of a file of templates, by message; of a choice between two, the first."""
    name = ""
    for met in _KEY.finditer(key):
        if met[1]:
            name = met[1]
            types.setdefault(name, set())
        elif name and met[2] not in "*-":
            types[name].add(met[2].split(" / ")[0].strip())


def incident_types(claims: Iterable[Claim]) -> set[str]:
    """The types of a report's claims, by ``tables/muc_types.tsv``."""
    table = own_table("muc_types", "kind words type source")
    found = set()
    for claim in claims:
        quote = " ".join(claim.quotes).lower()
        fits = (row[2] for row in table if row[0] == claim.kind and (not row[1] or re.search(row[1], quote)))
        kind = next(fits, None)
        if kind is not None:
            found.add(kind)
    return found


def fillers_of(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """What our claims put into the five roles, as (role, words), each once; a target that is no person is a thing."""
    kinds = {row[0] for row in own_table("muc_types", "kind words type source")} | _HARM
    found: list[tuple[str, str]] = []
    for claim in claims:
        if claim.kind in kinds:
            found += [("perpetrator", plain(actor.words)) for actor in claim.actors]
            found += [
                ("target" if _thing(actor) else "victim", plain(actor.words)) for actor in claim.targets
            ]
            found += [("weapon", plain(means)) for means in claim.means]
    return list(dict.fromkeys(pair for pair in found if pair[1]))


def plain(words: str) -> str:
    """Words in small letters, without marks at their ends, article or number before them."""
    return _ARTICLE.sub("", " ".join(words.lower().split()).strip(" \"'.,;:"))


def same(ours: str, entity: Entity) -> bool:
    """Whether words name an entity: they are one of its names, or one is a whole-word part of the other's end."""
    return any(
        ours == name or name.endswith(f" {ours}") or ours.endswith(f" {name}") or f"{ours}s" == name
        for name in (plain(one) for one in entity)
    )


def measure(stories: Sequence[Story], bench: Bench) -> tuple[Figure, ...]:
    """F1 of relevance, of types (each once a report) and of fillers (each entity once a report)."""
    relevant, types = Tally(), Tally()
    roles = {role: Tally() for role in _NAMES}
    for story in stories:
        claims = bench.claims(story.text, story.name)
        given = incident_types(claims)
        relevant.add(bool(given and story.types), bool(given), bool(story.types))
        types.add(len(given & story.types), len(given), len(story.types))
        ours = fillers_of(claims) if given else []
        for role in _NAMES:
            left = [entity for name, entity in story.fillers if name == role]
            wanted, hits = len(left), 0
            words = [words for name, words in ours if name == role]
            for one in words:
                match = next((entity for entity in left if same(one, entity)), None)
                if match is not None:
                    left.remove(match)
                    hits += 1
            roles[role].add(hits, len(words), wanted)
    every = Tally()
    for tally in roles.values():
        every.add(tally.hits, tally.found, tally.wanted)
    return (
        *relevant.figures("relevance"),
        *types.figures("incident type"),
        *(figure for role in _NAMES for figure in roles[role].figures(role)),
        *every.figures("all fillers", "about 0.54 (CEAF-REE, supervised)"),
    )


def _thing(actor: Actor) -> bool:
    """Whether a target is a thing: no type of people fits it."""
    return actor.type == "object"


def _story(row: dict[str, object], types: dict[str, set[str]]) -> Story:
    fillers: list[tuple[str, Entity]] = []
    extracts = row["extracts"]
    if not isinstance(extracts, dict):
        raise ValueError("a report without extracts")
    for role, entities in extracts.items():
        fillers += [(_ROLES[role], frozenset(name for name, _ in entity)) for entity in entities]
    name = str(row["docid"])
    return Story(
        name=name, text=str(row["doctext"]), types=frozenset(types.get(name, ())), fillers=tuple(fillers)
    )


CORPUS = Corpus(
    name="muc4",
    title="MUC-4: incidents and who did what to whom",
    scoring=(
        "A report is relevant where the key has an incident; types count once a report; a filler is right where our "
        "words are one of the entity's names, or one ends with the other, each entity once; the texts have no capitals."
    ),
    source="role fillers by CEAF-REE, supervised systems; ours counts an entity by any of its names",
    read=read,
    measure=measure,
    records="reports",
)
